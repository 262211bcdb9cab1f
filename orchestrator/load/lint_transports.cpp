// How hosts are reached: what ssh needs, and what a shell on the other side would change.
#include "core/plan/ssh.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/lint_texts.hpp"

namespace firedrill::load {

namespace {

using model::both;

void must_be_plain(const model::Word& word, Report& report) {
    if (word.empty() || plan::is_plain_word(word.text)) return;
    report.error(word.place, both(lint_texts::ssh_word, word.text),
                 {.remedy = both(lint_texts::ssh_word_remedy)});
}

void must_be_a_path(const model::Word& word, bool home, Report& report) {
    if (word.empty() || word.text.starts_with("/") || (home && word.text.starts_with("~/"))) return;
    report.error(word.place, both(lint_texts::ssh_path, word.text),
                 {.remedy = both(lint_texts::ssh_path_remedy)});
}

void lint_ssh(const model::Host& host, Report& report) {
    if (host.address.empty())
        report.error(host.id.place, both(lint_texts::ssh_without_address, host.id.text),
                     {.remedy = both(lint_texts::ssh_without_address_remedy)});
    for (const model::Word* word : {&host.address, &host.socket, &host.programs, &host.state})
        must_be_plain(*word, report);
    for (const model::Word* path : {&host.socket, &host.programs, &host.state})
        must_be_a_path(*path, false, report);
    for (const model::Word* path : {&host.identity, &host.known_hosts})
        must_be_a_path(*path, true, report);
    for (const auto& jump : host.jump)
        if (!plan::parse_jump(jump.text))
            report.error(jump.place, both(lint_texts::ssh_jump, jump.text),
                         {.remedy = both(lint_texts::ssh_jump_remedy)});
}

}  // namespace

void lint_transports(const model::Inventory& inventory, Report& report) {
    for (const auto& host : inventory.hosts)
        if (host.via == "ssh") lint_ssh(host, report);
}

}  // namespace firedrill::load
