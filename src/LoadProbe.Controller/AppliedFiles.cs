namespace LoadProbe.Controller;

/// <summary>Definitions that somebody applied.</summary>
public sealed record AppliedFiles(DateTimeOffset At, string Who, IReadOnlyList<SentFile> Files);

/// <summary>A definition file, or one that such a file reads.</summary>
/// <param name="Path">Inside the folder that was sent, with <c>/</c> between folders.</param>
/// <param name="Content">Its text.</param>
public sealed record SentFile(string Path, string Content);
