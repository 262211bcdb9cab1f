// What the agent says to people: reasons of attempts, in the language of the plan.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::text {

// Programs
inline constexpr Message not_in_path{"{}: not found in {}", "{}：在 {} 中找不到"};
inline constexpr Message not_executable{"{}: is not an executable file", "{}：不是可执行文件"};
inline constexpr Message not_started{"not started: {}", "未能启动：{}"};
inline constexpr Message timed_out{"still running after {}; its process group was ended",
                                   "运行 {} 仍未结束，已终止其进程组"};
inline constexpr Message cancelled{"cancelled; its process group was ended",
                                   "已取消，其进程组已终止"};
inline constexpr Message stuck{"it does not end, not even when killed (it waits in the kernel)",
                               "强制终止后仍未结束（阻塞在内核中）"};
inline constexpr Message killed_by{"ended by signal {}", "被信号 {} 终止"};
inline constexpr Message never_held{"within {} its condition never held: {}",
                                    "{} 内条件始终未满足：{}"};
inline constexpr Message no_words{"no program is named", "未指定程序"};
inline constexpr Message no_script{
    "scripts are allowed in a lab (--lab) or by a policy (--policy) only",
    "仅实验环境主机（--lab）或策略（--policy）允许执行脚本"};
inline constexpr Message secret_name{"`{}` cannot be the name of a variable",
                                     "`{}` 不能作为环境变量名"};
inline constexpr Message secret_too_short{
    "secret file {}: its first line needs at least {} characters, or it cannot be kept out of "
    "outputs",
    "密钥文件 {}：首行至少 {} 个字符，否则无法从输出中隐去"};
inline constexpr Message not_ours{"firedrill-agent does not perform {}",
                                  "firedrill-agent 不执行 {} 类动作"};

// Faults: what breaks, what holds, what comes back
inline constexpr Message unknown_fault{"unknown fault {}", "未知的故障注入类型 {}"};
inline constexpr Message needs_target{"{} needs `pidfile` or `match`",
                                      "{} 需要 `pidfile` 或 `match` 参数"};
inline constexpr Message needs_words{"{} needs `{}`", "{} 需要 `{}` 参数"};
inline constexpr Message bad_pidfile{"{}: no process number in its first line",
                                     "{}：首行不是进程号"};
inline constexpr Message not_running{"no process {} is running", "进程 {} 未在运行"};
inline constexpr Message stale_pidfile{
    "{} is older than process {}: that number belongs to somebody else now",
    "{} 早于进程 {} 的启动时间：该进程号已属于其他进程"};
inline constexpr Message none_matches{"no process is called {}", "没有名为 {} 的进程"};
inline constexpr Message many_match{"{} processes are called {} ({}); name one by its pidfile",
                                    "有 {} 个名为 {} 的进程（{}），请用 pidfile 指定其一"};
inline constexpr Message another_process{"process {} is not the one that was found",
                                         "进程 {} 已不是先前确认的进程"};
inline constexpr Message cannot_signal{"cannot signal process {}: {}",
                                       "无法向进程 {} 发送信号：{}"};
inline constexpr Message unknown_signal{"unknown signal {}", "未知的信号 {}"};
inline constexpr Message survives{"process {} still lives {} after the signal",
                                  "信号发出 {1} 后进程 {0} 仍在运行"};
inline constexpr Message not_stopped{"process {} did not stop within {}", "进程 {} 未在 {} 内暂停"};
inline constexpr Message goes_on{"process {} goes on", "进程 {} 已恢复运行"};
inline constexpr Message still_stopped{"process {} is still stopped", "进程 {} 仍处于暂停状态"};
inline constexpr Message is_gone{"process {} is gone: nothing to revert",
                                 "进程 {} 已不存在，无需恢复"};
inline constexpr Message of_another_boot{
    "the host was booted since; process {} is gone: nothing to revert",
    "主机此后重新启动过，进程 {} 已不存在，无需恢复"};
inline constexpr Message runs_again{"process {} runs in its place: {}", "进程 {} 已代之运行：{}"};
inline constexpr Message not_by_itself{"{} never restarts by itself; a later step or a person must",
                                       "{} 不会自动恢复启动，须由后续步骤或人员处理"};
inline constexpr Message no_tool{"the program {} is missing; install the package {} on this host",
                                 "缺少程序 {}；请在本机安装软件包 {}"};
inline constexpr Message no_net_admin{
    "this agent may not change the network of this host (CAP_NET_ADMIN); run it as root, or give "
    "its "
    "service AmbientCapabilities=CAP_NET_ADMIN",
    "本代理无权更改本机网络（CAP_NET_ADMIN）；请以 root 运行，或在其服务中设置 "
    "AmbientCapabilities=CAP_NET_ADMIN"};
inline constexpr Message not_armed{"the fence behind which it would end cannot be armed: {}",
                                   "无法预设其解除前必须生效的隔离：{}"};
inline constexpr Message cannot_be_armed{
    "this fault may end only behind fence {} ({}), which cannot be armed beforehand; only a fence "
    "of "
    "kind postgresql can",
    "该故障只能在隔离 {}（{}）生效后结束，而此类隔离无法预设；仅 postgresql 类隔离可以"};
inline constexpr Message not_in_kernel{"table {} is not in the kernel as it was set",
                                       "内核中的表 {} 与所设不符"};
inline constexpr Message no_cut{"the kernel has no table {}", "内核中已没有表 {}"};
inline constexpr Message still_cut{"table {} is still in the kernel, or nobody can say: {}",
                                   "表 {} 仍在内核中，或无法确认：{}"};
inline constexpr Message fills_receipts{
    "{} is on the file system of the receipts ({}); add `beside_receipts: true` if it is meant",
    "{} 与回执（{}）在同一文件系统；确需如此请加 `beside_receipts: true`"};
inline constexpr Message no_room{"{} has only {} bytes free: it cannot be filled like this",
                                 "{} 仅余 {} 字节，无法这样填充"};
inline constexpr Message not_taken{"the file system of {} did not give the room away",
                                   "{} 所在文件系统未分配空间"};
inline constexpr Message fill_cancelled{"cancelled; the room was given back", "已取消，空间已归还"};
inline constexpr Message room_is_back{"{}: {} bytes are free again", "{}：{} 字节已释放"};
inline constexpr Message room_is_not_back{"{}: the {} bytes were given back and are not free",
                                          "{}：{} 字节已归还，但未见释放"};
inline constexpr Message filler_is_gone{"{}: process {} that took the room is gone, and it is free",
                                        "{}：占用空间的进程 {} 已不存在，空间已释放"};
inline constexpr Message filler_lives{"{}: process {} still holds the room",
                                      "{}：进程 {} 仍占用空间"};
inline constexpr Message no_memory{"only {} bytes of memory are available: not enough for this",
                                   "可用内存仅 {} 字节，不足以施加此负载"};
inline constexpr Message no_load{"the load did not come about, and was ended",
                                 "负载未形成，已终止"};
inline constexpr Message load_is_gone{"process {} that made the load is gone, and the load with it",
                                      "施加负载的进程 {} 已不存在，负载随之消失"};
inline constexpr Message load_goes_on{"process {} still keeps up the load", "进程 {} 仍维持负载"};
inline constexpr Message load_ended{"the load was ended: process group {} is gone",
                                    "负载已结束：进程组 {} 已不存在"};
inline constexpr Message load_stays{"process group {} was killed and is not gone",
                                    "已终止进程组 {}，但其仍存在"};
inline constexpr Message is_down_already{"interface {} is down", "接口 {} 处于停用状态"};
inline constexpr Message is_up{"interface {} is up", "接口 {} 处于启用状态"};
inline constexpr Message is_up_again{"interface {} is up again, with its addresses and routes",
                                     "接口 {} 已重新启用，地址与路由均已恢复"};
inline constexpr Message booted_since{
    "the host was booted since: interface {} is as the boot set it up",
    "主机此后重新启动过：接口 {} 以启动时的配置为准"};
inline constexpr Message too_many_routes{
    "interface {} has {} addresses and routes: too many to keep",
    "接口 {} 有 {} 个地址与路由，数量过多，无法保存"};
inline constexpr Message no_netem{
    "this kernel has no netem (module sch_netem, which delays and loses packets)",
    "内核没有 netem（模块 sch_netem，用于延迟与丢弃报文）"};
inline constexpr Message jitter_too_long{"`jitter` cannot be longer than `delay`",
                                         "`jitter` 不能大于 `delay`"};
inline constexpr Message foreign_queue{
    "interface {} has a queue that somebody set up ({}); it could not be put back",
    "接口 {} 已有人为设置的队列（{}），注入后无法复原"};
inline constexpr Message not_disturbed{"interface {} did not take the queue",
                                       "接口 {} 未能设置该队列"};
inline constexpr Message is_calm{"interface {} has its own queue again", "接口 {} 已恢复原有队列"};
inline constexpr Message through_link{"a symbolic link leads to {}; write the path without it",
                                      "{} 的路径经过符号链接，请写出不含符号链接的路径"};
inline constexpr Message no_file{"{}: there is no such file", "{} 不存在"};
inline constexpr Message is_a_link{"{} is a symbolic link; name the file itself",
                                   "{} 是符号链接，请直接指定文件"};
inline constexpr Message is_a_directory{
    "{} is a directory; add `directory: true` if it is meant with all that is in it",
    "{} 是目录；如确需连同其内容一并处理，请加 `directory: true`"};
inline constexpr Message is_the_agents{"{} holds what this agent needs to bring it back",
                                       "{} 含有本代理恢复时所需的文件"};
inline constexpr Message aside_is_taken{"{} is there already", "{} 已存在"};
inline constexpr Message another_file{"{} is not the file that was found",
                                      "{} 已不是先前确认的文件"};
inline constexpr Message not_aside{"{} was moved aside, and that cannot be seen",
                                   "{} 已移走，但无法确认"};
inline constexpr Message is_not_aside{
    "{} is not there any more; nobody can say where the original is",
    "{} 已不存在，无法确定原文件的位置"};
inline constexpr Message is_back{"{} is back", "{} 已恢复"};
inline constexpr Message is_back_and_new{
    "{} is back; what was put in its place meanwhile is kept as {}",
    "{} 已恢复；期间新建的文件保存为 {}"};
inline constexpr Message mode_is_back{"{} has its mode {} again", "{} 已恢复权限 {}"};
inline constexpr Message mode_of_another{
    "{} is another file now; the one with inode {} had mode {}, wherever it is",
    "{} 已是另一个文件；原文件（inode {}）的权限应为 {}，其位置不明"};
inline constexpr Message no_power_off{
    "this agent was not told how to switch the host off; start it with --power-off-command",
    "本代理未配置关机命令；请以 --power-off-command 启动"};
inline constexpr Message runs_since_boot{"the host was booted since, and runs again",
                                         "主机此后重新启动过，现已运行"};
inline constexpr Message fence_first_failed{"the fence before it failed: {}", "其前置隔离失败：{}"};

// Fences
inline constexpr Message unknown_fence{"unknown fence {}", "未知的隔离类型 {}"};
inline constexpr Message no_data_directory{"{} is no PostgreSQL data directory",
                                           "{} 不是 PostgreSQL 数据目录"};
inline constexpr Message cannot_look{
    "cannot look at process {} ({}); run the agent as the server's user",
    "无法查看进程 {}（{}），请以数据库运行用户启动代理"};
inline constexpr Message server_survives{"the server still runs after {}: {}",
                                         "{} 后服务器仍在运行：{}"};
inline constexpr Message no_port{"{}/postmaster.pid does not say on which port the server listens",
                                 "{}/postmaster.pid 未说明服务器监听的端口"};
inline constexpr Message no_standby_signal{"standby.signal could not be made durable: {}",
                                           "standby.signal 未能落盘：{}"};

inline constexpr Message no_note{"what the fence takes away could not be noted down: {}",
                                 "无法记录该隔离所撤除的内容：{}"};
inline constexpr Message another_prefix{"{} is on {} as {}/{}; write it like that",
                                        "{} 在 {} 上为 {}/{}，请照此书写"};
inline constexpr Message still_holds{"this host still answers for {}: {} holds it",
                                     "本机仍应答 {}：{} 仍持有该地址"};
inline constexpr Message still_routes{
    "this host still takes packets for {} as its own (a local route)",
    "本机仍将发往 {} 的报文视为己有（本地路由）"};
inline constexpr Message not_restored{"{} did not get back: {}", "{} 未能恢复：{}"};
inline constexpr Message not_fenced_after_all{"not fenced: {}; what was done was taken back",
                                              "隔离未成：{}；已撤回所做更改"};
inline constexpr Message nor_taken_back{"not fenced: {}; and it could not be taken back: {}",
                                        "隔离未成：{}；且未能撤回：{}"};
inline constexpr Message needs_root{"{} needs an agent that runs as root",
                                    "{} 要求代理以 root 身份运行"};
inline constexpr Message no_way_back_for{
    "{} is of type {}: what is on it would be lost, or it could not be mounted again as it is",
    "{} 的类型为 {}：卸载后内容将丢失，或无法照原样重新挂载"};
inline constexpr Message is_bind_mount{"{} shows a directory of another mount (a bind mount)",
                                       "{} 是另一挂载的子目录（绑定挂载）"};
inline constexpr Message also_mounted{"the file system of {} is mounted at {}, too",
                                      "{} 的文件系统还挂载在 {}"};
inline constexpr Message mounted_below{"{} is mounted on {}", "{} 挂载在 {} 之上"};
inline constexpr Message in_use{"{} is in use by {}", "{} 正被使用：{}"};
inline constexpr Message by_nobody{"no process that can be seen; the kernel itself, perhaps",
                                   "未见占用进程，可能由内核占用"};
inline constexpr Message seen_elsewhere{
    "process {} still has {} mounted, in a namespace of its own",
    "进程 {} 在其独立命名空间中仍挂载着 {}"};
inline constexpr Message still_mounted{"{} is still mounted", "{} 仍处于挂载状态"};
inline constexpr Message mounted_otherwise{"{} was mounted again, but as {}",
                                           "{} 已重新挂载，但为 {}"};
inline constexpr Message not_proven{"`verify` does not say that it is fenced (exit code {})",
                                    "`verify` 未能证明隔离生效（退出码 {}）"};
inline constexpr Message still_proven{"`release` was carried out, and `verify` still says fenced",
                                      "`release` 已执行，但 `verify` 仍显示已隔离"};
inline constexpr Message program_failed{"`{}` failed: {}", "`{}` 失败：{}"};
inline constexpr Message exited_with{"exit code {}{}", "退出码 {}{}"};

// Listings of trees
inline constexpr Message no_directory{"{}: there is no such directory", "{}：没有此目录"};
inline constexpr Message not_readable{"{} cannot be read: {}", "{} 无法读取：{}"};
inline constexpr Message listing_ended{
    "the listing of {} was ended before it was whole; the next attempt goes on from there",
    "{} 的清单未完成即被终止；下次尝试将从此处继续"};

// Snapshots
inline constexpr Message too_many_entries{"more than {} entries below {}", "{1} 下超过 {0} 个条目"};
inline constexpr Message too_much{"the snapshot is larger than {} bytes", "快照超过 {} 字节"};
inline constexpr Message too_many_facts{"the snapshot has more than {} items", "快照超过 {} 项"};
inline constexpr Message no_systemd{"systemd is not running here", "本机未运行 systemd"};
inline constexpr Message too_much_output{"it printed more than {} bytes", "输出超过 {} 字节"};

}  // namespace firedrill::agent::text
