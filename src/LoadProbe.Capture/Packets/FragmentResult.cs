namespace LoadProbe.Capture;

/// <summary>What became of a fragment.</summary>
internal enum FragmentResult : byte
{
    Taken,

    /// <summary>It had come before.</summary>
    Duplicate,

    /// <summary>It does not go together with the others: another end, or beyond the end.</summary>
    Contradiction,

    /// <summary>More fragments than any path makes of a packet.</summary>
    TooMany,
}
