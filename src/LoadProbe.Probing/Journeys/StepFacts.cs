namespace LoadProbe.Probing;

/// <summary>What one step came to, in figures.</summary>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Begun">When, a timestamp of the time provider.</param>
/// <param name="Ended">When it was over, likewise.</param>
/// <param name="Duration">Until it ended.</param>
/// <param name="Phases">Where the time went.</param>
/// <param name="BytesSent">On the wire, without the packets' headers.</param>
/// <param name="BytesReceived">Likewise.</param>
/// <param name="Detail">What was wrong, when that was wanted.</param>
public readonly record struct StepFacts(Outcome Outcome, long Begun, long Ended, TimeSpan Duration, Phases Phases, long BytesSent, long BytesReceived, string? Detail);
