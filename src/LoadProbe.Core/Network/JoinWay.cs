namespace LoadProbe.Core;

/// <summary>How a request of a browser was joined to the packets of its connection.</summary>
public enum JoinWay : byte
{
    /// <summary>By our own port, which the browser's network log tells of each of its sockets: exact.</summary>
    NetLog,

    /// <summary>By the one connection to that address that was opened in the time in which the browser says it was.</summary>
    Timing,
}
