// A file whose content is replaced for a while: the new one and the old one change places at once
// (RENAME_EXCHANGE), and the old one is kept beside it, as `.firedrill-NAME-DIGEST` with the digest
// of the new content, until it is put back. Owner, mode, ACL and attributes stay; whoever has the
// file open goes on with the old one. Blocking; no symbolic link is followed.
#pragma once

#include "agents/resident/files.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <optional>
#include <string>

namespace firedrill::agent {

inline constexpr std::size_t replaced_bytes_max = 4U << 20U;

class ReplacedFile {
public:
    /// refused where the path is none that may be replaced.
    static Result<ReplacedFile> open(const std::string& path, Language language);

    Result<std::string> content() const;
    /// Whether an original is kept beside it.
    Result<bool> is_replaced() const;
    /// refused, and nothing has changed, if it is replaced already or changes meanwhile.
    Result<void> replace(const std::string& content);
    /// The original is in its place again, and still named beside until `forget`; false if none was
    /// kept. refused if the file is not as `replace` left it: somebody has changed it since.
    Result<bool> put_back();
    /// Removes what `put_back` took out of the place.
    Result<void> forget();

private:
    ReplacedFile(resident::Fd directory, std::string path, Language language);

    Result<std::string> read(const std::string& name) const;
    Result<std::optional<std::string>> kept() const;
    Result<void> write_beside(const std::string& name, const std::string& content) const;
    Result<void> exchange(const std::string& name) const;
    Error refuse_changed() const;

    resident::Fd directory_;
    std::string path_;
    std::string name_;
    Language language_;
};

}  // namespace firedrill::agent
