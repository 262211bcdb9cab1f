#include "agents/agent/nft.hpp"

#include "agents/agent/tool.hpp"

namespace firedrill::agent::nft {

Result<void> usable(Language language) {
    return tool::may_set_network("nft", language);
}

asio::awaitable<Result<std::string>> run(std::string script, Language language) {
    tool::Call call{.words = {"nft", "-f", "-"}, .input = std::move(script)};
    co_return co_await tool::run(std::move(call), language);
}

asio::awaitable<Result<bool>> has_table(std::string name, Language language) {
    auto listed = co_await run("list tables inet\n", language);
    if (!listed) co_return listed.error();
    co_return ("\n" + *listed).find("\ntable inet " + name + "\n") != std::string::npos;
}

}  // namespace firedrill::agent::nft
