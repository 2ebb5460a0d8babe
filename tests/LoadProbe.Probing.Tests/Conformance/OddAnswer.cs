namespace LoadProbe.Probing.Tests;

/// <summary>One line of the tables beside this file: what a server says, and what a step makes of it.</summary>
/// <param name="Name">Unique over all tables.</param>
/// <param name="Bytes">The answer as it is sent, a character a byte.</param>
/// <param name="Outcome">What the step ends as.</param>
/// <param name="Status">What it is told; null when no answer's headers were read.</param>
/// <param name="Body">How many bytes of body it is given; null when it was not read to its end.</param>
internal sealed record OddAnswer(string Name, string Bytes, Outcome Outcome, int? Status, long? Body = null)
{
    public string Method { get; init; } = "GET";

    /// <summary>What the server does when it has said it all.</summary>
    public Afterwards Then { get; init; } = Afterwards.Stays;

    /// <summary>Each byte in a packet of its own.</summary>
    public bool ByteByByte { get; init; }

    /// <summary>The step asks for gzip, br and deflate.</summary>
    public bool Packed { get; init; }

    /// <summary>Bytes of the request's own body.</summary>
    public int Sends { get; init; }

    /// <summary>The server answers as soon as it has the request's headers.</summary>
    public bool Early { get; init; }

    public HttpExpectation Expect { get; init; } = new();

    public IReadOnlyList<Save> Saves { get; init; } = [];

    /// <summary>The cookies that go with the next request.</summary>
    public string Cookies { get; init; } = "";

    /// <summary>Whether the next request goes over the same connection; null = it does not matter.</summary>
    public bool? Kept { get; init; }

    public override string ToString() => Name;
}

/// <summary>What a server does after an answer.</summary>
internal enum Afterwards
{
    /// <summary>Waits for the next request.</summary>
    Stays,

    /// <summary>Sends no more.</summary>
    Closes,

    /// <summary>Breaks the connection off.</summary>
    Resets,

    /// <summary>Neither sends nor reads again; the step has little time.</summary>
    Hangs,
}
