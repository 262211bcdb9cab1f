// What `firedrill gate` and `firedrill agent enrol` say.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::gate_texts {

inline constexpr Message no_address{"\"{}\" is no address and port to listen to",
                                    "“{}”不是可监听的地址和端口"};
inline constexpr Message no_address_remedy{
    "write `gate: {{listen: \"10.0.9.5:7461\"}}` in firedrill.yaml, or give --listen",
    "请在 firedrill.yaml 中写 `gate: {{listen: \"10.0.9.5:7461\"}}`，或使用 --listen"};
inline constexpr Message open{"gate open on {}, authority {}; agents may dial in",
                              "网关已在 {} 打开，签发机构 {}；代理可以接入"};
inline constexpr Message closed{"gate closed", "网关已关闭"};
inline constexpr Message not_by_tls{"{} does not dial in (via: tls)",
                                    "{} 不是主动接入的主机（via: tls）"};
inline constexpr Message not_by_tls_remedy{"write `connect: {{via: tls}}` for it in inventory.yaml",
                                           "请在 inventory.yaml 中为其写 `connect: {{via: tls}}`"};
inline constexpr Message no_head{"\"{}\" is no address at which the host finds the gate",
                                 "“{}”不是该主机可以找到网关的地址"};
inline constexpr Message no_head_remedy{"give it as a number: --head 10.0.9.5:7461",
                                        "请用数字地址：--head 10.0.9.5:7461"};
inline constexpr Message type_there{
    "Type this on {}, while `firedrill gate` is open here. It works once, within an hour:",
    "请在 {} 上输入以下命令（本机 `firedrill gate` 须处于打开状态；一小时内有效，只能用一次）："};
inline constexpr Message then_serve{
    "Then let its service manager run the program with: serve … --head {}",
    "随后让服务管理器运行该程序，并加上：serve … --head {}"};
inline constexpr Message revoked{"{}: {} certificate(s) revoked; it cannot dial in any more",
                                 "{}：已吊销 {} 个证书，不能再接入"};
inline constexpr Message cut_off{
    "Lines that it has are cut within a second. Its leased faults end by themselves; for the rest, "
    "on {}:\n"
    "  firedrill-agent revert --all --offline",
    "其现有连接将在一秒内切断。带租约的故障会自行恢复；其余请在 {} 上执行：\n"
    "  firedrill-agent revert --all --offline"};
inline constexpr Message none_given{"{} has no certificate that is good", "{} 没有有效证书"};
inline constexpr Message none_given_remedy{
    "check the name: firedrill agent list; a host behind ssh has none",
    "请核对名称：firedrill agent list；经 ssh 连接的主机没有证书"};
inline constexpr Message by_hand{
    "Programs and receipts on {} are still there: end its service and remove them at the host.",
    "{} 上的程序和记录仍在：请在该主机上停止服务并删除。"};

}  // namespace firedrill::cli::gate_texts
