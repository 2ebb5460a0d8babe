using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>Incidents and what was seen in them, for tests.</summary>
internal static class Seen
{
    public static readonly DateTimeOffset Begin = Judged.Begin;

    /// <summary>A part of what was seen so many minutes after the beginning; the run's id is the minute's.</summary>
    public static AttachmentPart Part(int minute, string agent = "a", string name = "1-picture.png", string mediaType = AttachmentKinds.Png, byte[]? bytes = null, int number = 0, int count = 1, string probe = "login") =>
        new(Run(minute, agent), probe, agent, Begin.AddMinutes(minute), "open", name, mediaType, number, count, bytes ?? [1, 2, 3]);

    public static Guid Run(int minute, string agent = "a") => new($"0190b5e0-0000-7000-8000-{agent[^1] - '0':d4}{minute:d8}");

    /// <summary>The same, as a store knows it.</summary>
    public static StoredAttachment Stored(int minute, string agent = "a", long size = 3, bool isWhole = true, string probe = "login", string name = "1-picture.png") =>
        new(Run(minute, agent), probe, agent, Begin.AddMinutes(minute), "open", name, AttachmentKinds.Png, size, Begin.AddMinutes(minute), isWhole);

    /// <summary>One whose first failed run was at a minute, and its newest at another.</summary>
    public static Incident Incident(int first, int last, int? closed = null, params string[] agents)
    {
        Evidence At(int minute) => new(Run(minute), "a", Begin.AddMinutes(minute), Outcome.StatusMismatch, "open", "status 503");
        return new Incident
        {
            Id = Guid.CreateVersion7(Begin.AddMinutes(first)), Probe = "login", Target = "shop", Opened = Begin.AddMinutes(first + 1), Closed = closed is { } end ? Begin.AddMinutes(end) : null,
            Cause = Outcome.StatusMismatch, Step = "open", Detail = "status 503", First = At(first), Last = At(last), Agents = agents.Length > 0 ? agents : ["a"],
        };
    }
}
