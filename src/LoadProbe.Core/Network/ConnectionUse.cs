using System.Net;

namespace LoadProbe.Core;

/// <summary>
/// What one request did on its TCP connection. Offsets count raw TCP payload bytes of the connection from 0 (above the socket, below TLS);
/// ranges are half open: what the request wrote and what it read.
/// </summary>
public sealed record ConnectionUse(
    IPEndPoint Local,
    IPEndPoint Remote,
    long SentFrom,
    long SentTo,
    long ReceivedFrom,
    long ReceivedTo,
    DateTimeOffset Started,
    DateTimeOffset Ended);
