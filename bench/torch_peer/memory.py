"""Memory of this process, as Linux counts it."""


def _status(field):
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {field} in /proc/self/status")


def mark_idle():
    """Resident bytes now; the peak is counted anew from here."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as control:
            control.write("5")
    except OSError:
        # Not allowed in some containers: the peak then is that since the start, never less.
        pass
    return _status("VmRSS")


def peak():
    """The most bytes that were resident since `mark_idle`."""
    return _status("VmHWM")
