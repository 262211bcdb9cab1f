// Examples below the longer help texts.
#pragma once

namespace firedrill::cli::help_texts {

inline constexpr const char* examples =
    "Examples:\n"
    "  firedrill init my-drills --live            a commented workspace to start from\n"
    "  firedrill check                            everything that is wrong, with its place\n"
    "  firedrill agent ping                       do agents and probes answer?\n"
    "  firedrill plan primary-loss                what would happen; touches nothing\n"
    "  firedrill run primary-loss --yes           run it; in a lab nobody is asked\n"
    "  firedrill test-backup ledger-base --yes    restore a backup beside the service, check it\n"
    "  firedrill status                           from another terminal: what is true now\n"
    "  firedrill approve DRILL go --as cio        answer a step that waits\n"
    "  firedrill pause                            nothing new begins until firedrill continue\n"
    "  firedrill retry promote --why \"mended\"     a held step; or skip, confirm, abort\n"
    "  firedrill abort --why \"market opens\"       stop; undoes before the point of no return\n"
    "  firedrill report --format md --lang both   the report of the last drill\n"
    "Exit codes: 0 targets met, 1 a target not met, 2 inconclusive, 3 aborted or failed,\n"
    "4 a fault is outstanding, 5 waiting for a person, 6 refused, 64 usage, 65 invalid input.\n";

inline constexpr const char* test_backup =
    "firedrill test-backup ledger-base --yes   restore, check, judge, clean up\n"
    "  firedrill test-backup                     the capability table: each test's last run\n"
    "  firedrill plan ledger-base                what a test would do; touches nothing\n"
    "Tests are files below backups/ (docs/backup_tests.md). Exit codes: 0 usable and all targets\n"
    "met, 1 not usable or a target not met, 2 not measured, 3 aborted or failed";

}  // namespace firedrill::cli::help_texts
