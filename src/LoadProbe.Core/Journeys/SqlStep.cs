namespace LoadProbe.Core;

/// <summary>Puts one statement to a PostgreSQL database. What it gives is a document: <c>{ "rows": [{ column: value }], "count": n }</c>.</summary>
public sealed record SqlStep : Step
{
    public override StepKind Kind => StepKind.Sql;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    public required Template Database { get; init; }

    public required Template User { get; init; }

    /// <summary>Null = the database does not ask for one.</summary>
    public Template? Password { get; init; }

    /// <summary>Over TLS or not at all; false = in the clear.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>One statement. What its holes stand for is sent beside it, and is never read as a part of it.</summary>
    public required Template Query { get; init; }

    /// <summary>Of the document.</summary>
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    public IReadOnlyList<Save> Saves { get; init; } = [];
}
