// The only door to yaml-cpp: bytes of one file in, a small tree with places out, or complaints.
//
// The bytes are judged first (size, UTF-8, NUL, byte-order mark), and the tree is built from the
// parser's events under limits (levels, values), so that no hostile file costs much. Anchors,
// aliases, tags, merge keys, duplicate keys and further documents are complaints. Nothing throws.
// What Ansible writes may have some of these: there they are resolved, under the same limits.
#pragma once

#include "core/model/complaint.hpp"
#include "core/model/place.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::load {

inline constexpr std::size_t file_bytes_max = 1U << 20U;
inline constexpr std::size_t levels_max = 64;
inline constexpr std::size_t values_max = 100'000;

/// A value of the file. A map's items are key, value, key, value …
struct Node {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    bool plain = false;      ///< a scalar without quotes
    bool encrypted = false;  ///< of Ansible's vault: the text says nothing
    std::string text;
    model::Place place;
    std::vector<Node> items;

    const Node* at(std::string_view key) const;
};

/// Collects complaints about the files of one workspace.
class Report {
public:
    /// The next file; its index is Place::file.
    int open(std::string name);
    const std::vector<std::string>& files() const { return files_; }

    struct Details {
        Text where{};
        Text hint{};
        Text remedy{};
    };
    void error(model::Place place, Text what, Details details);
    void warning(model::Place place, Text what, Details details);
    void add(model::Severity severity, model::Place place, Text what, Details details);
    void add(const model::Complaints& more);
    model::Complaints take() { return std::move(complaints_); }
    std::size_t errors() const { return errors_; }

private:
    std::vector<std::string> files_;
    model::Complaints complaints_;
    std::size_t errors_ = 0;
};

/// In `ansible`, aliases and merge keys are copies that count as values and levels, of duplicate
/// keys the last counts with a warning, and !vault and !unsafe are known.
enum class Dialect { strict, ansible };

/// Nothing if the file cannot be used; then `report` has the reason.
std::optional<Node> read_yaml(std::string_view bytes, int file, Report& report,
                              Dialect dialect = Dialect::strict);

}  // namespace firedrill::load
