package media

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// dieWithUs has a command end when what started it does, however that ends.
func dieWithUs(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// become is to be another program, in this process.
func become(program string, arguments []string) error {
	return syscall.Exec(program, arguments, os.Environ())
}

// libraries are the folders that programs are read from.
var libraries = []string{"/usr", "/lib", "/lib64", "/bin", "/opt", "/nix/store", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/alternatives", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu"}

// confine gives up, for good, the network, all files but libraries and from, which it may read, and the folder into, in which it may write; and steps behind all others. A
// kernel that cannot keep it from files (before 5.13) leaves what ffmpeg itself forbids.
func confine(from, into, program string) error {
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if err := confineFiles(from, into, program); err != nil {
		return err
	}
	return withoutNetwork()
}

// The rights of Landlock's first version: reading, and all.
const (
	mayRead = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	mayAll  = 1<<13 - 1
)

func confineFiles(from, into, program string) error {
	about := unix.LandlockRulesetAttr{Handled_access_fs: mayAll}
	rules, _, code := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&about)), unsafe.Sizeof(about.Handled_access_fs), 0)
	if code == unix.ENOSYS || code == unix.EOPNOTSUPP || code == unix.EPERM {
		return nil
	}
	if code != 0 {
		return code
	}
	defer unix.Close(int(rules))
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = filepath.Dir(real)
	}
	for _, path := range append([]string{program, from}, libraries...) {
		if err := permit(int(rules), path, mayRead); err != nil {
			return err
		}
	}
	if err := permit(int(rules), into, mayAll); err != nil {
		return err
	}
	if _, _, code := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0); code != 0 {
		return code
	}
	return nil
}

// permit lets what is at path be used with some rights. What is not there needs none.
func permit(rules int, path string, rights uint64) error {
	at, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENOTDIR) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(at)
	var is unix.Stat_t
	if err := unix.Fstat(at, &is); err != nil {
		return err
	}
	if is.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(at)}
	_, _, code := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if code != 0 {
		return code
	}
	return nil
}

// withoutNetwork gives up making sockets, by themselves or by way of io_uring, and looking into other processes.
func withoutNetwork() error {
	const number, arch = 0, 4 // where the kernel shows the filter what is called
	native, ok := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !ok {
		return nil
	}
	forbidden := []uint32{unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_IO_URING_SETUP, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV}
	do := func(code uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: code, Jt: yes, Jf: no, K: k}
	}
	const load, equal, atLeast, answer = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	n := uint8(len(forbidden))
	filter := []unix.SockFilter{do(load, arch, 0, 0), do(equal, native, 0, n+3), do(load, number, 0, 0), do(atLeast, 0x40000000, n+1, 0)} // calls of x32, which has other numbers
	for i, call := range forbidden {
		filter = append(filter, do(equal, call, n-uint8(i), 0))
	}
	filter = append(filter, do(answer, unix.SECCOMP_RET_ALLOW, 0, 0), do(answer, unix.SECCOMP_RET_ERRNO|uint32(unix.EACCES), 0, 0))
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0)
	if errors.Is(err, unix.EINVAL) { // a kernel without
		return nil
	}
	runtime.KeepAlive(filter)
	return err
}
