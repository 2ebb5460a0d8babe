using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>
/// The kernel's news of sockets (epoll(7), edge-triggered), and a thread that passes them on. There is one to each
/// processor for the whole process; whoever waits for news goes on where they arrive, and must not block there.
/// </summary>
internal sealed unsafe partial class SocketPoller
{
    private const int AtOnce = 512;
    private static readonly Lazy<SocketPoller>[] All = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Lazy<SocketPoller>(() => new SocketPoller()))];
    private static int _next;

    // struct epoll_event: 32 bits of events, 64 of the caller's own. On x64, and nowhere else, without a gap between them.
    private static readonly int Gap = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = Gap + sizeof(long);

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private readonly int _epoll;
    private volatile PolledSocket?[] _watched = new PolledSocket?[64];
    private int _used;
    private int _turn;

    private SocketPoller()
    {
        const int closeOnExec = 0x80000;
        _epoll = Create(closeOnExec);
        if (_epoll < 0) throw SocketErrors.Last();
        new Thread(Listen) { Name = "loadprobe reads", IsBackground = true }.UnsafeStart();
    }

    /// <summary>One of them, each in turn.</summary>
    /// <exception cref="SocketException">The kernel has no room for it.</exception>
    public static SocketPoller Next() => All[(uint)Interlocked.Increment(ref _next) % (uint)All.Length].Value;

    /// <summary>Watches a socket until it is closed; what has happened to it already is news as well.</summary>
    /// <exception cref="SocketException">The kernel has no room for it.</exception>
    public void Watch(PolledSocket socket, SafeSocketHandle handle)
    {
        const int add = 1;
        Take(socket);
        byte* what = stackalloc byte[EventSize];
        Unsafe.WriteUnaligned(what, SocketNews.Wanted);
        Unsafe.WriteUnaligned(what + Gap, socket.Ticket);
        if (Control(_epoll, add, handle, what) == 0) return;
        SocketException refused = SocketErrors.Last();
        Forget(socket);
        throw refused;
    }

    /// <summary>Its place is free.</summary>
    public void Forget(PolledSocket socket)
    {
        lock (_lock)
        {
            _watched[(int)socket.Ticket] = null;
            _free.Push((int)socket.Ticket);
        }
    }

    // A ticket is a place and the turn in which it was taken: news that are late are not for whoever has the place by then.
    private void Take(PolledSocket socket)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int place)) place = _used++;
            PolledSocket?[] watched = _watched;
            if (place == watched.Length) Array.Resize(ref watched, watched.Length * 2);
            socket.Ticket = ((long)++_turn << 32) | (uint)place;
            watched[place] = socket;
            _watched = watched;
        }
    }

    private void Listen()
    {
        byte* news = stackalloc byte[AtOnce * EventSize];
        while (true)
        {
            int count = Wait(_epoll, news, AtOnce, -1);
            for (byte* one = news; one < news + (count * EventSize); one += EventSize)
            {
                long ticket = Unsafe.ReadUnaligned<long>(one + Gap);
                if (_watched[(int)ticket] is { } socket && socket.Ticket == ticket) socket.Hear(Unsafe.ReadUnaligned<uint>(one));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, SafeSocketHandle socket, byte* what);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, byte* news, int most, int milliseconds);
}
