namespace LoadProbe.Link;

/// <summary>A part of something that was seen in a failed run; whoever has all parts has it. A controller that knows of none hears nothing of it.</summary>
/// <param name="Number">From 0 on.</param>
/// <param name="Count">How many there are.</param>
public sealed record AttachmentPart(Guid Result, string Probe, string Agent, DateTimeOffset At, string? Step, string Name, string MediaType, int Number, int Count, byte[] Bytes) : UpMessage
{
    /// <summary>The most bytes of a part. Written as a message it is well below what servers take (max_payload, 1 MB by default).</summary>
    public const int MostBytes = 128 << 10;

    /// <summary>The most parts of one attachment.</summary>
    public const int MostParts = Attachment.MostBytes / MostBytes;

    private const int LongestText = 1_000;

    /// <summary>In order.</summary>
    public static IReadOnlyList<AttachmentPart> Of(Attachment a)
    {
        byte[][] parts = [.. a.Bytes.Chunk(MostBytes)];
        return [.. parts.Select((bytes, i) => new AttachmentPart(a.Result, a.Probe, a.Agent, a.At, a.Step, a.Name, a.MediaType, i, parts.Length, bytes))];
    }

    /// <summary>Whether it can be one: what is said of it is within bounds.</summary>
    public bool IsSound => Attachment.IsName(Name) && IsText(Probe) && IsText(Agent) && IsText(Step ?? "") && AttachmentKinds.Word(MediaType) is not null && Count is > 0 and <= MostParts && Number >= 0 && Number < Count && Bytes.Length is > 0 and <= MostBytes;

    // No database of ours takes a zero in a text.
    private static bool IsText(string text) => text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal);
}
