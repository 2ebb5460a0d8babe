namespace LoadProbe.Definitions;

/// <summary>How the rows of a table stand in UTF-8 text, one after the other, so that each can be read by itself.</summary>
internal interface IRowFormat
{
    /// <summary>The bytes of the first row with its line end; 0 = more of the text is needed to say.</summary>
    /// <param name="text">Begins with a row.</param>
    /// <param name="whole">The text has no more to come.</param>
    int Length(ReadOnlySpan<byte> text, bool whole);

    /// <summary>The columns, from the first row that is not blank; null, and why, when it does not say them.</summary>
    string[]? Columns(ReadOnlySpan<byte> row, out string? fault);

    /// <summary>Whether the first row only names the columns.</summary>
    bool HasHeader { get; }

    /// <summary>Why a row is not one of these columns; null when it is.</summary>
    string? Fault(ReadOnlySpan<byte> row, string[] columns);

    /// <summary>The values of a row without fault; null when it has become one with.</summary>
    string[]? Values(ReadOnlySpan<byte> row, string[] columns);
}
