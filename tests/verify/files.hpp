// Two hosts with a service that keeps its business in files: one serves at a time, at the same
// address, and a job on it copies the files to the other one's rsync daemon.
#pragma once

#include "tests/verify/managed.hpp"
#include "tests/verify/workspace.hpp"

namespace firedrill::test {

/// The daemon of one host: its module `it` has the directories `data` and `kept`.
class RsyncDaemon final : public Managed {
public:
    static constexpr const char* program = "/usr/bin/rsync";

    RsyncDaemon() {
        std::filesystem::create_directory(file("data"));
        std::filesystem::create_directory(file("kept"));
        write("rsyncd.conf", "port = " + std::to_string(port()) +
                                 "\naddress = 127.0.0.1\nuse chroot = no\n" +
                                 (::geteuid() == 0 ? "uid = 0\ngid = 0\n" : "") +
                                 "[it]\npath = " + file("") + "\nread only = no\n");
        is({program, "--daemon", "--no-detach", "--config=" + file("rsyncd.conf")},
           "rsync rsync://127.0.0.1:" + std::to_string(port()) + "/it/");
        start();
    }
    std::string url() const { return "rsync://127.0.0.1:" + std::to_string(port()) + "/it/data"; }
};

class FileService final : public Managed {
public:
    FileService(int port, const std::string& place) {
        const std::string door = std::to_string(port);
        is({"/usr/bin/python3", DRILL_SOURCE_DIR "/tests/verify/file_service.py", door, place},
           "bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + door + "'");
    }
};

/// Copies again and again, as a timer would.
class CopyJob final : public Managed {
public:
    CopyJob(const std::string& from, const std::string& url) {
        is({"/bin/bash", "-c",
            // Ends with its rsync, as a unit of systemd does.
            "trap 'kill $!; wait; exit' TERM; while :; do rsync -a --delete \"$1/\" \"$2/\" & "
            "wait $!; read -r -t 0.2 <>\"$3\" || :; done",
            "job", from, url, file("nothing")},
           "true");
    }
};

struct FileHost {
    explicit FileHost(int door) : service(door, daemon.file("data")) {
        daemon.write("servicectl",
                     "#!/bin/sh\ncase $2 in job) exec " + daemon.file("job") +
                         " \"$@\" ;; *) exec " + service.file("servicectl") + " \"$@\" ;; esac\n",
                     0755);
    }
    /// The job that copies to the other one.
    void copies_to(const FileHost& other) {
        job = std::make_unique<CopyJob>(daemon.file("data"), other.daemon.url());
        std::filesystem::create_symlink(job->file("servicectl"), daemon.file("job"));
    }
    std::string host(const std::string& id) const {
        return "id: " + id + ", vars: {rsync: /usr/bin/rsync, files: " + daemon.file("data") +
               ", rsync_url: \"" + daemon.url() + "\", kept: /kept, unit: it, sync_unit: job, " +
               "servicectl: " + daemon.file("servicectl") + ", pidfile: " + service.file("pid") +
               ", job_pidfile: " + job->file("pid") + "}";
    }
    RsyncDaemon daemon;
    FileService service;
    std::unique_ptr<CopyJob> job;
};

struct FilePair {
    FilePair() {
        a.copies_to(b);
        b.copies_to(a);
        a.daemon.write("data/book", "of the first day\n");
        a.service.start();
        a.job->start();
    }
    const int door = free_port();
    FileHost a{door}, b{door};
};

}  // namespace firedrill::test
