using System.Text;

namespace LoadProbe.Core;

/// <summary>Something that was seen in a failed run and is to be looked at: a picture, certificates, packets.</summary>
/// <param name="Result">The id of the run's result.</param>
/// <param name="At">When the run started.</param>
/// <param name="Step">The step that it was seen in; null = it is of the whole run.</param>
/// <param name="Name">Unlike all others of the run, as a file's: <c>3-picture.png</c>.</param>
/// <param name="MediaType">One of <see cref="AttachmentKinds"/>.</param>
public sealed record Attachment(Guid Result, string Probe, string Agent, DateTimeOffset At, string? Step, string Name, string MediaType, byte[] Bytes)
{
    /// <summary>The most bytes of one.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>The longest <see cref="Name"/>.</summary>
    public const int LongestName = 64;

    /// <summary>One of a run, named after the place of its step.</summary>
    /// <param name="step">One of the run's steps; null = it is of the whole run.</param>
    /// <param name="file">The rest of its name, such as <c>picture.png</c>.</param>
    public static Attachment Of(ProbeResult result, StepResult? step, string file, string mediaType, byte[] bytes)
    {
        int place = step is null ? -1 : result.Journey.Steps.TakeWhile(s => !ReferenceEquals(s, step)).Count();
        return new Attachment(result.Id, result.Probe, result.Agent, result.Journey.Started, step?.Name, step is null ? file : $"{place + 1}-{file}", mediaType, bytes);
    }

    /// <summary>A line that says why something is not there.</summary>
    public static Attachment Note(ProbeResult result, StepResult? step, string file, string text) => Of(result, step, file, AttachmentKinds.Note, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Whether a text can be a <see cref="Name"/>: lower-case letters, digits, <c>-</c> and <c>.</c>, a letter or digit first.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
