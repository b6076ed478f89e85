/* Whether processes that have a file open can share memory beside it: not where they are on different machines. */
#include "team/network.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#ifdef __linux__
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/param.h>
#endif

bool fy_network_kind(unsigned long kind)
{
    static const unsigned long kinds[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFF534D42, /* CIFS */
        0xFE534D42, /* SMB2 */
        0x65735546, /* FUSE: sshfs and its kin; a local one is treated so too */
        0x01021997, /* 9P */
        0x00C36400, /* Ceph */
        0x5346414F, /* AFS */
        0x73757245, /* Coda */
        0x0BD00BD0, /* Lustre */
        0x47504653, /* GPFS */
        0x19830326, /* BeeGFS */
        0x7461636F, /* OCFS2 */
        0x01161970, /* GFS2 */
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i] == (kind & 0xFFFFFFFF))
            return true;
    }
    return false;
}

bool fy_on_network(const char *path)
{
    struct statfs info;
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    else
        strcpy(folder, ".");
    if (statfs(path, &info) != 0 && statfs(folder, &info) != 0)
        return false;
#ifdef __linux__
    return fy_network_kind((unsigned long)info.f_type);
#else
    return (info.f_flags & MNT_LOCAL) == 0;
#endif
}
