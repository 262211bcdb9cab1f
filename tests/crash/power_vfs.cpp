// PowerDisk as SQLite sees it: the files are those of the VFS before, and the disk hears of every
// change. Nothing is really synced: a crash of this process is not what is tested.
#include "tests/crash/power_disk.hpp"

#include "core/base/assert.hpp"

#include <sqlite3.h>

#include <new>

namespace firedrill::crash {

namespace {

PowerDisk* disk = nullptr;
sqlite3_vfs* below = nullptr;

/// Behind it lies the file of the VFS below.
struct File {
    sqlite3_file base;
    const char* path;
};

const char* path_of(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->path;
}
sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    const std::string_view text(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    if (!disk->wrote(path_of(file), offset, std::string(text))) return SQLITE_IOERR_WRITE;
    return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (!disk->cut(path_of(file), size)) return SQLITE_IOERR_TRUNCATE;
    return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int) {
    return disk->synced(path_of(file)) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}
int remove(sqlite3_vfs*, const char* path, int durably) {
    if (disk->is_without_power()) return SQLITE_IOERR_DELETE;
    const int removed = below->xDelete(below, path, 0);
    if (removed != SQLITE_OK) return removed;
    return disk->removed(path, durably != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

// The rest is done below.
int close(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}
int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), into, count, offset);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int how) {
    return real(file)->pMethods->xLock(real(file), how);
}
int unlock(sqlite3_file* file, int how) {
    return real(file)->pMethods->xUnlock(real(file), how);
}
int check_reserved_lock(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int what, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int device_characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int lock_shared(sqlite3_file* file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void order_shared(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int unmap_shared(sqlite3_file* file, int remove_it) {
    return real(file)->pMethods->xShmUnmap(real(file), remove_it);
}

const sqlite3_io_methods methods{.iVersion = 2,
                                 .xClose = close,
                                 .xRead = read,
                                 .xWrite = write,
                                 .xTruncate = truncate,
                                 .xSync = sync,
                                 .xFileSize = file_size,
                                 .xLock = lock,
                                 .xUnlock = unlock,
                                 .xCheckReservedLock = check_reserved_lock,
                                 .xFileControl = file_control,
                                 .xSectorSize = sector_size,
                                 .xDeviceCharacteristics = device_characteristics,
                                 .xShmMap = map_shared,
                                 .xShmLock = lock_shared,
                                 .xShmBarrier = order_shared,
                                 .xShmUnmap = unmap_shared};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto* ours = new (file) File{};
    const bool kept = path != nullptr;  // SQLite keeps the path as long as the file is open
    const int opened = below->xOpen(below, path, real(file), flags, out_flags);
    if (opened != SQLITE_OK) return opened;
    DRILL_ASSERT(kept);  // temporary files would need names
    ours->path = path;
    ours->base.pMethods = &methods;
    disk->opened(path);
    return SQLITE_OK;
}

sqlite3_vfs& vfs() {
    static sqlite3_vfs it = [] {
        sqlite3_vfs copy = *below;
        copy.zName = "power";
        copy.szOsFile += static_cast<int>(sizeof(File));
        copy.xOpen = open;
        copy.xDelete = remove;
        copy.pNext = nullptr;
        return copy;
    }();
    return it;
}

int refuse_synchronous(void*, int what, const char* name, const char*, const char*, const char*) {
    const bool it = what == SQLITE_PRAGMA && sqlite3_stricmp(name, "synchronous") == 0;
    return it ? SQLITE_IGNORE : SQLITE_OK;
}

int make_normal(sqlite3* connection, char**, const sqlite3_api_routines*) {
    sqlite3_exec(connection, "PRAGMA synchronous=NORMAL", nullptr, nullptr, nullptr);
    return sqlite3_set_authorizer(connection, refuse_synchronous, nullptr);
}

using Entry = void (*)();

}  // namespace

PowerDisk::PowerDisk(std::uint64_t seed) : random_(seed) {
    DRILL_ASSERT(disk == nullptr);
    disk = this;
    if (below == nullptr) below = sqlite3_vfs_find(nullptr);
    sqlite3_vfs_register(&vfs(), 1);
}

PowerDisk::~PowerDisk() {
    sqlite3_vfs_unregister(&vfs());
    sqlite3_vfs_register(below, 1);
    disk = nullptr;
}

NormalSync::NormalSync() {
    sqlite3_auto_extension(reinterpret_cast<Entry>(make_normal));
}

NormalSync::~NormalSync() {
    sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(make_normal));
}

}  // namespace firedrill::crash
