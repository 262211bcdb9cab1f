// firedrill init: a commented workspace to start from.
#include "core/base/json.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/init_files.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"

namespace firedrill::cli {

namespace {

Result<std::size_t> make_workspace(const InitOptions& options) {
    const std::filesystem::path root = options.directory;
    std::error_code ec;
    if (std::filesystem::exists(root, ec) && !std::filesystem::is_empty(root, ec))
        return fail(Errc::refused, options.directory + " exists and is not empty",
                    "name a new directory");
    const auto files = init_files(options.measure_only);
    for (const auto& file : files) {
        const auto path = root / file.path;
        std::filesystem::create_directories(path.parent_path(), ec);
        if (ec) return fail(Errc::io, "cannot create " + path.parent_path().string());
        DRILL_CHECK(write_file(path.string(), file.text));
    }
    return files.size();
}

}  // namespace

int init(const Global& global, const InitOptions& options) {
    const auto made = make_workspace(options);
    if (!made) return complain(global, made.error());
    if (global.json) {
        print(canonical(json::object{{"directory", options.directory},
                                     {"files", static_cast<std::int64_t>(*made)}}) +
              "\n");
        return done;
    }
    print(say(global.language.value_or(Language::en), command_texts::made, *made, options.directory,
              options.directory) +
          "\n");
    return done;
}

}  // namespace firedrill::cli
