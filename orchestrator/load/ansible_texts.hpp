// What is said about Ansible inventories, in English and Chinese.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::ansible::texts {

// The file
inline constexpr Message no_such_file{"there is no Ansible inventory {}", "没有 Ansible 清单 {}"};
inline constexpr Message no_such_file_remedy{
    "name the file from the folder of the workspace, such as ../ansible/hosts.ini",
    "请写相对于工作区目录的文件名，例如 ../ansible/hosts.ini"};
inline constexpr Message folder{"{} is a folder of inventories", "{} 是清单目录"};
inline constexpr Message script{"a program that prints an inventory is not run",
                                "不执行用来输出清单的程序"};
inline constexpr Message plugin{"an inventory that plugin {} would fetch cannot be read",
                                "无法读取由插件 {} 获取的清单"};
inline constexpr Message toml{"inventories in TOML are not read", "不读取 TOML 格式的清单"};
inline constexpr Message export_remedy{
    "make a plain one: `ansible-inventory -i FILE --list --export -y > hosts.yml`, and name "
    "hosts.yml",
    "请生成静态清单：`ansible-inventory -i 文件 --list --export -y > hosts.yml`，并引用 hosts.yml"};
inline constexpr Message vault_file{"the file is encrypted; nothing in it is used",
                                    "文件已加密；其中的内容均不使用"};
inline constexpr Message vault_remedy{
    "keep what says how a host is reached in a plain file; passwords are not needed here",
    "请把主机连接信息放在明文文件中；此处不需要密码"};
inline constexpr Message vault_inventory{"the inventory is encrypted", "清单已加密"};

// INI
inline constexpr Message bad_section{"this is no section", "这不是分节标题"};
inline constexpr Message bad_section_remedy{
    "write [group], [group:vars] or [group:children], without blanks inside",
    "请写 [组]、[组:vars] 或 [组:children]，括号内不留空格"};
inline constexpr Message bad_section_kind{"a section cannot be of kind \"{}\"",
                                          "分节的类型不能是 \"{}\""};
inline constexpr Message bad_section_kind_remedy{"write [group], [group:vars] or [group:children]",
                                                 "请写 [组]、[组:vars] 或 [组:children]"};
inline constexpr Message quotation_open{"a quotation does not end", "引号没有结束"};
inline constexpr Message quotation_open_remedy{"close it on the same line", "请在同一行内补上引号"};
inline constexpr Message no_assignment{"expected key=value, got \"{}\"",
                                       "此处应为 键=值，而不是 \"{}\""};
inline constexpr Message no_assignment_remedy{
    "write key=value without blanks around =; quote a value with blanks",
    "请写 键=值，等号两侧不留空格；含空格的值要加引号"};
inline constexpr Message no_group_name{"expected the name of a group, got \"{}\"",
                                       "此处应为组名，而不是 \"{}\""};
inline constexpr Message no_group_name_remedy{"write one group a line", "请每行写一个组名"};
inline constexpr Message vars_of_nothing{"values for group {}, which is not declared",
                                         "为未声明的组 {} 设置变量"};
inline constexpr Message vars_of_nothing_remedy{"add a section [{}] with its hosts",
                                                "请添加分节 [{}] 及其主机"};
inline constexpr Message child_of_nothing{"group {} includes {}, which is not declared",
                                          "组 {} 包含未声明的组 {}"};
inline constexpr Message child_of_nothing_remedy{"add a section [{}] with its hosts",
                                                 "请添加分节 [{}] 及其主机"};

// YAML
inline constexpr Message no_groups{"this is no Ansible inventory", "这不是 Ansible 清单"};
inline constexpr Message no_groups_remedy{
    "write groups: `all: {{hosts: {{db1: {{ansible_host: 10.0.1.10}}}}, children: ...}}`",
    "请写组：`all: {{hosts: {{db1: {{ansible_host: 10.0.1.10}}}}, children: ...}}`"};
inline constexpr Message no_group{"\"{}\" is no group: a mapping with hosts, vars or children",
                                  "\"{}\" 不是组：应为含 hosts、vars 或 children 的映射"};
inline constexpr Message group_key{"key \"{}\" of a group is not used", "组的键 \"{}\" 未被使用"};
inline constexpr Message group_key_remedy{"a group has hosts, vars and children",
                                          "组只有 hosts、vars 和 children"};
inline constexpr Message section_is_no_map{"expected a mapping from names",
                                           "此处应为以名称为键的映射"};
inline constexpr Message vars_are_no_map{"expected a mapping of variables", "此处应为变量的映射"};
inline constexpr Message vars_are_no_map_remedy{"write one `name: value` a line",
                                                "请每行写一个 `名称: 值`"};

// Hosts and groups
inline constexpr Message range_form{"\"{}\" is no host or range of hosts",
                                    "\"{}\" 不是主机或主机范围"};
inline constexpr Message range_backwards{"the range in \"{}\" runs backwards",
                                         "\"{}\" 中的范围首尾颠倒"};
inline constexpr Message range_width{"the ends of the range in \"{}\" have different lengths",
                                     "\"{}\" 中范围两端的位数不同"};
inline constexpr Message range_empty{"\"{}\" names no host", "\"{}\" 不含任何主机"};
inline constexpr Message too_many_hosts{"with \"{}\" there are more than 10000 hosts",
                                        "加上 \"{}\"，主机超过 10000 台"};
inline constexpr Message host_ends_with_colon{"\"{}\" ends with a colon", "\"{}\" 以冒号结尾"};
inline constexpr Message yaml_in_ini{"\"{}\" begins a YAML file, and this is read as INI",
                                     "\"{}\" 是 YAML 文件的开头，而此文件按 INI 读取"};
inline constexpr Message host_names_remedy{
    "write a name, or ranges such as db[01:12].example and db[a:c]; a YAML file is called "
    "NAME.yml",
    "请写主机名，或范围如 db[01:12].example、db[a:c]；YAML 文件应名为 NAME.yml"};
inline constexpr Message too_many_groups{"more than {} groups", "组超过 {} 个"};
inline constexpr Message groups_too_deep{"groups in groups, more than {} deep",
                                         "组的嵌套超过 {} 层"};
inline constexpr Message too_many_memberships{"hosts are in more than {} groups in total",
                                              "主机与组的从属关系超过 {} 个"};
inline constexpr Message value_too_long{"the value of {} is longer than {} bytes",
                                        "{} 的值超过 {} 字节"};
inline constexpr Message limit_remedy{"name a smaller inventory; nothing after this was read",
                                      "请使用较小的清单；此处之后未读取"};
inline constexpr Message bad_priority{"ansible_group_priority \"{}\" is no number",
                                      "ansible_group_priority \"{}\" 不是数字"};
inline constexpr Message bad_priority_remedy{"write a whole number", "请写整数"};
inline constexpr Message group_circle{"group {} is put into {}, which is inside it: a circle",
                                      "组 {} 被放入 {}，而后者又在前者之内：循环"};
inline constexpr Message group_circle_remedy{"remove one of these inclusions",
                                             "请删除其中一个包含关系"};
inline constexpr Message host_and_group{"a host and a group are both called {}", "主机和组都叫 {}"};
inline constexpr Message host_and_group_remedy{
    "rename the group: Ansible gives it the host's values, and `on` means the host",
    "请给组改名：Ansible 会把主机的变量给组，而 `on` 指主机"};
inline constexpr Message group_or_host{"group or host of Ansible", "Ansible 组或主机"};
inline constexpr Message group{"group of Ansible", "Ansible 组"};
inline constexpr Message two_sites{"host {} is in groups of two sites: {} and {}",
                                   "主机 {} 属于两个站点的组：{} 和 {}"};
inline constexpr Message two_sites_remedy{
    "name narrower groups below `sites`, or write the host's site in `hosts`",
    "请在 `sites` 下写更具体的组，或在 `hosts` 中写明该主机的站点"};
inline constexpr Message bad_host_id{"host \"{}\" has a name that cannot be an id here",
                                     "主机 \"{}\" 的名称不能作为标识符"};
inline constexpr Message bad_host_id_remedy{
    "name it with letters, digits, - _ and . (at most 64) and write its address as ansible_host; "
    "or leave it out with `only`",
    "请用字母、数字、- _ 和 . 命名（最多 64 个字符），地址写为 ansible_host；或用 `only` 排除"};

// Values
inline constexpr Message templated{"{} is computed by Ansible when it runs",
                                   "{} 由 Ansible 在运行时计算"};
inline constexpr Message encrypted{"{} is encrypted", "{} 已加密"};
inline constexpr Message no_text{"{} is no single value", "{} 不是单个值"};
inline constexpr Message write_out_remedy{
    "write the value out, here or with the host in `hosts` of inventory.yaml",
    "请直接写出该值：写在此处，或写在 inventory.yaml 的 `hosts` 中该主机下"};
inline constexpr Message bad_port{"{} \"{}\" is no port", "{} \"{}\" 不是端口"};
inline constexpr Message bad_port_remedy{"write a whole number from 1 to 65535",
                                         "请写 1 到 65535 之间的整数"};
inline constexpr Message bad_name{"{} \"{}\" is no name: it is empty, begins with - or has blanks",
                                  "{} \"{}\" 不是名称：为空、以 - 开头或含空格"};
inline constexpr Message bad_name_remedy{"write a plain name or address", "请写普通名称或地址"};
inline constexpr Message other_connection{"hosts reached by {} are left out",
                                          "通过 {} 连接的主机已略去"};
inline constexpr Message other_connection_remedy{
    "reach them by ssh or local, or name the groups that you drill in `only`",
    "请通过 ssh 或 local 连接，或在 `only` 中写明要演练的组"};
inline constexpr Message arguments_unused{"of {}, this is not used: {}", "{} 中以下内容不使用：{}"};
inline constexpr Message arguments_unused_remedy{
    "only a jump host is taken: `-J HOST` or `-o ProxyJump=HOST`",
    "只读取跳板主机：`-J 主机` 或 `-o ProxyJump=主机`"};
inline constexpr Message proxy_command_remedy{
    "write the host on the way as `-o ProxyJump=USER@HOST` instead of ProxyCommand",
    "请用 `-o ProxyJump=用户@主机` 代替 ProxyCommand"};
inline constexpr Message arguments_quotation{"a quotation in {} does not end",
                                             "{} 中的引号没有结束"};

// Where hosts come from
inline constexpr Message origin{"{} of {} hosts come from Ansible: {}",
                                "{1} 台主机中有 {0} 台来自 Ansible：{2}"};
inline constexpr Message origin_more{"and {} more", "等共另外 {} 台"};

}  // namespace firedrill::load::ansible::texts
