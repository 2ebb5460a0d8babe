namespace LoadProbe.Capture;

/// <summary>Bounds of the packets kept on disk.</summary>
public sealed record RingOptions
{
    /// <summary>Of this ring alone: what is in it beyond the bounds is deleted.</summary>
    public required string Folder { get; init; }

    /// <summary>Of all files together, 1 MiB or more; the oldest give way.</summary>
    public long Bytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Says a line when packets begin to be lost.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Of one file. Smaller ones keep nearer to the bound, and are searched in less time.</summary>
    internal long FileBytes => Math.Clamp(Bytes / 16, 64 * 1024, 8 * 1024 * 1024);
}
