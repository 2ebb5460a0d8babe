namespace LoadProbe.Core;

/// <summary>
/// What an agent found that its machine can do, just before a run: by pressing a responder of its own on loopback with
/// the plainest journey. It shares the processors with that responder, so a real target leaves it more.
/// </summary>
/// <param name="LatenessMedian">How late arrivals were sent at a rate that is no effort.</param>
/// <param name="LatenessP99">The same, of the slowest percent: the machine's own noise.</param>
/// <param name="RequestsPerSecond">As many as it could send and read.</param>
public sealed record Calibration(TimeSpan LatenessMedian, TimeSpan LatenessP99, double RequestsPerSecond);
