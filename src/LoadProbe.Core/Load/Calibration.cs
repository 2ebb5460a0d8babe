using System.Globalization;

namespace LoadProbe.Core;

/// <summary>
/// What an agent found that its machine can do, just before a run: by pressing a responder of its own on loopback with
/// the plainest journey. It shares the processors with that responder, so a real target leaves it more.
/// </summary>
/// <param name="LatenessMedian">How late arrivals were sent at a rate that is no effort.</param>
/// <param name="LatenessP99">The same, of the slowest percent: the machine's own noise.</param>
/// <param name="RequestsPerSecond">As many as it could send and read.</param>
/// <param name="Health">How the generator fared meanwhile.</param>
public sealed record Calibration(TimeSpan LatenessMedian, TimeSpan LatenessP99, double RequestsPerSecond, GeneratorHealth Health)
{
    /// <summary>
    /// Why a run that wants so many requests a second on this agent is in vain; null when it may be tried. A low figure alone
    /// is no reason, as the real target leaves the agent more: somebody must also have kept it from the processor.
    /// </summary>
    public string? Fault(double wanted)
    {
        bool kept = Health.ThrottledFraction > 0.25 || Health.CpuWaitFraction > 0.5;
        return kept && wanted > RequestsPerSecond
            ? string.Create(CultureInfo.InvariantCulture, $"CPU: the generator could send {RequestsPerSecond:0} requests a second to itself, and the plan wants {wanted:0}: it may use {Health.Processors:0.##} processors, was held up by its quota for {Health.ThrottledFraction:P0} of the time and waited {Health.CpuWaitFraction:P0} of it for a processor; lower the rate, give it more processors, or use more agents")
            : null;
    }
}
