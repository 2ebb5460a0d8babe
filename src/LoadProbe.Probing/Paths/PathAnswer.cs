using System.Net;

namespace LoadProbe.Probing;

/// <summary>What somebody on the way answered to one packet.</summary>
/// <param name="Number">Of the packet.</param>
/// <param name="IsEnd">The host itself, or somebody who passes nothing on.</param>
/// <param name="Unreachable">What it said, when it passes nothing on.</param>
internal readonly record struct PathAnswer(int Number, IPAddress From, bool IsEnd, string? Unreachable = null);
