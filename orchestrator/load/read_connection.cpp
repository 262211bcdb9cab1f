// One connection of inventory.yaml. What a kind does not have is an unknown key there.
#include "orchestrator/load/connection_texts.hpp"
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"

#include <algorithm>

namespace firedrill::load {

namespace {

using model::both;
using model::Connection;

void read_password(Fields& in, Connection& out) {
    in.sub("password", [&](Fields& password) {
        password.need("secret");
        password.sub("secret",
                     [&](Fields& secret) { out.password_file = secret.needed_word("file"); });
    });
    if (out.url.text.find("password=") != std::string::npos)
        in.error(out.url.place, both(lint_texts::password_in_url),
                 both(lint_texts::password_in_url_remedy));
}

/// `tls: true`, or a mapping; `named` kinds may say whose certificate it must be.
void read_tls(Fields& in, Connection& out, bool named = true) {
    const Node* node = in.take("tls");
    if (node == nullptr) return;
    out.tls = true;
    if (node->kind == Node::Kind::scalar) {
        if (node->text != "true") in.error(node->place, both(connection_texts::tls_form));
        return;
    }
    Fields tls(*node, in.path("tls"), in.report());
    out.tls_ca = tls.word("ca");
    if (named) out.tls_name = tls.word("name");
    tls.done();
}

/// What would end a line, or a word, of a protocol made of them.
bool is_one_line(const std::string& text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

void need_one_line(Fields& in, const model::Word& word) {
    if (!is_one_line(word.text)) in.error(word.place, both(connection_texts::control_character));
}

void read_http(Fields& in, Connection& out) {
    out.url = in.needed_word("url");
    out.tls = out.url.text.starts_with("https://");
    if (out.tls) read_tls(in, out);
    in.sub("request", [&](Fields& request) {
        if (const auto method = request.choice("method", {"GET", "HEAD", "POST"}); !method.empty())
            out.method = method.text;
        out.headers = request.word_map("headers");
        out.body = request.word("body");
        for (const auto& [name, value] : out.headers) {
            need_one_line(request, value);
            need_one_line(request, {.text = name, .place = value.place});
        }
    });
    in.sub("expect", [&](Fields& expect) {
        out.status = static_cast<int>(expect.integer("status", 100, 599).value_or(out.status));
        out.expect_body = expect.word("body");
        out.expect_json = expect.word_map("json");
        for (const auto& [pointer, value] : out.expect_json)
            if (!pointer.starts_with('/'))
                expect.error(value.place, both(connection_texts::no_pointer, pointer),
                             both(connection_texts::no_pointer_remedy));
    });
    out.writes = in.word("writes");
    if (!out.writes.empty() && out.writes.text.starts_with("https://") != out.tls)
        in.error(out.writes.place, both(connection_texts::other_scheme));
    out.user = in.word("user");
    read_password(in, out);
}

void read_dns(Fields& in, Connection& out) {
    out.url = in.needed_word("url");
    in.need("question");
    in.sub("question", [&](Fields& question) {
        out.question = question.needed_word("name");
        if (const auto type = question.choice("type", {"A", "AAAA", "CNAME"}); !type.empty())
            out.type = type.text;
    });
    in.sub("expect", [&](Fields& expect) { out.answers = expect.words("answers"); });
}

void read_redis(Fields& in, Connection& out) {
    out.url = in.needed_word("url");
    out.user = in.word("user");
    out.database = static_cast<int>(in.integer("database", 0, 1'000'000).value_or(0));
    in.sub("sentinel",
           [&](Fields& sentinel) { out.sentinel_master = sentinel.needed_word("master"); });
    read_tls(in, out);
    read_password(in, out);
}

void read_line(Fields& line, Connection& out) {
    model::DialogLine read{.send = line.word("send"), .expect = line.word("expect")};
    if (read.send.empty() == read.expect.empty())
        line.error(line.place(), both(connection_texts::line_form));
    need_one_line(line, read.send);
    out.dialog.push_back(std::move(read));
}

void read_script(Fields& in, Connection& out) {
    out.url = in.needed_word("url");
    in.need("dialog");
    in.each("dialog", [&](Fields& line) { read_line(line, out); });
    const auto is_answer = [](const model::DialogLine& line) { return !line.expect.empty(); };
    if (!out.dialog.empty() && std::ranges::none_of(out.dialog, is_answer))
        in.error(in.place(), both(connection_texts::expects_nothing));
    read_tls(in, out);
}

void read_command(Fields& in, Connection& out) {
    in.need("run");
    out.run = in.words("run");
    if (!out.run.empty() && !out.run.front().text.starts_with("/") &&
        !out.run.front().text.starts_with("${{"))
        in.error(out.run.front().place, both(connection_texts::not_absolute));
}

}  // namespace

model::Connection read_connection(const model::Word& id, Fields& in) {
    Connection out;
    out.id = id;
    out.kind = in.needed_choice("kind", {"postgresql", "mariadb", "redis", "http", "dns", "tcp",
                                         "script", "command"})
                   .text;
    if (out.kind == "http") {
        read_http(in, out);
    } else if (out.kind == "dns") {
        read_dns(in, out);
    } else if (out.kind == "redis") {
        read_redis(in, out);
    } else if (out.kind == "script") {
        read_script(in, out);
    } else if (out.kind == "command") {
        read_command(in, out);
    } else {
        out.url = in.needed_word("url");
        if (out.kind == "mariadb") read_tls(in, out, false);
        if (out.kind == "tcp")
            read_tls(in, out);
        else
            read_password(in, out);
    }
    return out;
}

}  // namespace firedrill::load
