// What the sub-commands haproxy, dns and template say.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::traffic_text {

// haproxy
inline constexpr Message haproxy_usage{
    "firedrill-agent haproxy state|health|sessions SOCKET BACKEND/SERVER, or change|change-back "
    "SOCKET BACKEND/SERVER FROM TO, with ready, drain or maint for FROM and TO",
    "firedrill-agent haproxy state|health|sessions SOCKET BACKEND/SERVER，或 change|change-back "
    "SOCKET BACKEND/SERVER FROM TO，FROM 与 TO 取 ready、drain 或 maint"};
inline constexpr Message not_a_server{"{} is no BACKEND/SERVER", "{} 不是 BACKEND/SERVER 形式"};
inline constexpr Message no_socket{"HAProxy's socket {} does not answer: {}",
                                   "HAProxy 套接字 {} 无应答：{}"};
inline constexpr Message no_answer{"HAProxy at {} ended its answer too early, or never",
                                   "HAProxy（{}）的应答不完整"};
inline constexpr Message no_server{"HAProxy at {} knows no server {}",
                                   "HAProxy（{}）中没有服务器 {}"};
inline constexpr Message says_no{"HAProxy at {} says: {}", "HAProxy（{}）答复：{}"};
inline constexpr Message other_state{"server {} is in state {}, not {}; left as it is",
                                     "服务器 {} 处于状态 {}，而非 {}；未作改动"};
inline constexpr Message not_set{"server {} was set to {} and is {}",
                                 "服务器 {} 已设为 {}，实际为 {}"};

// dns
inline constexpr Message dns_usage{
    "firedrill-agent dns change|change-back|state SERVER PORT ZONE NAME TYPE TTL FROM TO KEY",
    "firedrill-agent dns change|change-back|state SERVER PORT ZONE NAME TYPE TTL FROM TO KEY"};
inline constexpr Message no_value{"{} is no value of a record of type {}",
                                  "{} 不是 {} 类型记录的合法取值"};
inline constexpr Message no_number{"{} is no number from 1 to {}", "{} 不是 1 至 {} 的整数"};
inline constexpr Message no_address{"{} is no address", "{} 不是 IP 地址"};
inline constexpr Message not_in_zone{"{} is no name in zone {}", "{} 不是区 {} 中的名称"};
inline constexpr Message no_type{"{}: only A, AAAA and CNAME are changed",
                                 "{}：仅支持 A、AAAA、CNAME 记录"};
inline constexpr Message server_silent{"the name server {} does not answer: {}",
                                       "域名服务器 {} 无应答：{}"};
inline constexpr Message not_authoritative{
    "the name server {} does not answer for {} with authority (status {})",
    "域名服务器 {} 对 {} 未作权威应答（状态 {}）"};
inline constexpr Message other_values{"{} {} is {}, not {}", "{} {} 为 {}，而非 {}"};
inline constexpr Message other_ttl{"the TTL of {} is {}, not {}: it could not be put back",
                                   "{} 的 TTL 为 {}，而非 {}：将无法还原"};
inline constexpr Message not_updated{"{} was not changed from {}: {}", "{} 未能由 {} 改变：{}"};

// template
inline constexpr Message template_usage{
    "firedrill-agent template put|put-back|state|show FILE TEMPLATE VALUES RELOAD",
    "firedrill-agent template put|put-back|state|show FILE TEMPLATE VALUES RELOAD"};
inline constexpr Message no_assignment{"`{}` is no NAME=VALUE, or stands twice",
                                       "`{}` 不是 NAME=VALUE 形式，或重复出现"};
inline constexpr Message no_value_for{"no value for the hole {}", "占位 {} 没有取值"};
inline constexpr Message wrong_type{"`{}` does not fit the hole {}", "`{}` 不符合占位 {} 的类型"};
inline constexpr Message no_hole_for{"the template has no hole for {}", "模板中没有占位 {}"};
inline constexpr Message no_file{"{} cannot be replaced: {}", "无法替换 {}：{}"};
inline constexpr Message not_plain{"it is no plain file with one name",
                                   "不是只有一个名称的普通文件"};
inline constexpr Message file_changed{"{} was changed meanwhile by somebody else; left as it is",
                                      "{} 期间被他人改动；未作改动"};
inline constexpr Message two_kept{"two originals are kept beside {}", "{} 旁保留了两份原文件"};
inline constexpr Message replaced_already{"{} is replaced already; its original is kept beside it",
                                          "{} 已被替换，其原文件保留在旁"};
inline constexpr Message not_reloaded{"not reloaded: {}", "重新加载失败：{}"};

}  // namespace firedrill::agent::traffic_text
