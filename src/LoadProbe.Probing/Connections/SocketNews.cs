namespace LoadProbe.Probing;

/// <summary>What epoll(7) tells of a socket.</summary>
internal static class SocketNews
{
    public const uint Readable = 0x1;
    public const uint Writable = 0x4;

    private const uint Broken = 0x8;
    private const uint HungUp = 0x10;
    private const uint OtherEndClosed = 0x2000;
    private const uint EdgeTriggered = 1u << 31;

    public const uint Wanted = Readable | Writable | OtherEndClosed | EdgeTriggered;

    /// <summary>After one of these there is always something to read: the end, or an error.</summary>
    public const uint Ends = Broken | HungUp | OtherEndClosed;
}
