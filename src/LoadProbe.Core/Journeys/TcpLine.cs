namespace LoadProbe.Core;

/// <summary>One part of a conversation over TCP, in lines.</summary>
public abstract record TcpLine;

/// <summary>Sent, with an end of line behind it.</summary>
public sealed record SentLine(Template Text) : TcpLine;

/// <summary>Waited for: lines that do not fit are passed over.</summary>
public sealed record AwaitedLine(Match Fits) : TcpLine
{
    /// <summary>Taken from the line that fitted.</summary>
    public IReadOnlyList<Save> Saves { get; init; } = [];
}

/// <summary>From here on all goes over TLS.</summary>
/// <param name="ServerName">The name asked for (SNI); null = the host.</param>
public sealed record StartTlsLine(string? ServerName) : TcpLine;
