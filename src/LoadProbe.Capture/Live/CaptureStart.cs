namespace LoadProbe.Capture;

/// <summary>A capture that runs, or why there is none.</summary>
/// <param name="Capture">Null when it could not start.</param>
/// <param name="Reason">A word of <see cref="CaptureReason"/>; null when it runs.</param>
/// <param name="Detail">For people: what was tried and what would be right.</param>
public sealed record CaptureStart(LiveCapture? Capture, string? Reason, string? Detail)
{
    internal static CaptureStart Refused(string reason, string detail) => new(null, reason, detail);
}
