namespace LoadProbe.Capture.Tests;

/// <summary>What a link does to packets. Shares are 0 to 1.</summary>
/// <param name="Seed">Chooses the packets.</param>
/// <param name="Delay">Each way.</param>
/// <param name="Drop">Share of packets that never arrive.</param>
/// <param name="Reorder">Share that is held back 2 to 20 ms longer than those after it.</param>
/// <param name="Duplicate">Share that arrives twice.</param>
internal sealed record LinkFaults(int Seed, TimeSpan Delay, double Drop, double Reorder, double Duplicate);
