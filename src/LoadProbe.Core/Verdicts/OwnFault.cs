namespace LoadProbe.Core;

/// <summary>What is wrong with an agent itself.</summary>
/// <param name="Text">In words.</param>
public sealed record OwnFault(OwnFaultKind Kind, string Text)
{
    public bool Excuses(Outcome outcome) => Excuses(Kind, outcome);

    /// <summary>Whether a run may have failed because of such a fault. A wrong answer of the target has come over the network, and is its own.</summary>
    public static bool Excuses(OwnFaultKind kind, Outcome outcome) => kind switch
    {
        OwnFaultKind.Network => outcome is (>= Outcome.DnsFailed and <= Outcome.ReceiveTimedOut and not Outcome.ProtocolError) or Outcome.PacketLoss or Outcome.PageFailed,
        OwnFaultKind.Processor => outcome.IsTimeout() || outcome is Outcome.TooSlow or Outcome.PacketLoss or (>= Outcome.PageFailed and <= Outcome.PageCrashed),
        OwnFaultKind.Clock => outcome == Outcome.TlsUntrusted,
        _ => false,
    };
}
