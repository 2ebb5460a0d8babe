namespace LoadProbe.Core;

/// <summary>The times of a TCP handshake as seen where the packets were captured. A figure that was not seen is null.</summary>
/// <param name="Complete">SYN, SYN-ACK and the client's ACK of it were all seen.</param>
/// <param name="NetworkRtt">First SYN to first SYN-ACK: at a client the round trip of the whole path, with the delay of lost SYNs in it.</param>
/// <param name="ClientAck">First SYN-ACK to the client's first ACK: at a client the delay of the own host.</param>
/// <param name="InitialRtt">The latest SYN to the client's first segment with ACK and without SYN or RST: the path and both hosts.</param>
/// <param name="WiresharkRtt">Wireshark's iRTT: as <paramref name="InitialRtt"/>, whoever sent that segment, a refusal too, and with the SYN that was the latest then.</param>
/// <param name="Ambiguous">A SYN or a SYN-ACK was repeated or came in the wrong order: <paramref name="NetworkRtt"/> is what was waited, not a round trip (Karn).</param>
public readonly record struct HandshakeTimes(bool Complete, TimeSpan? NetworkRtt, TimeSpan? ClientAck, TimeSpan? InitialRtt, TimeSpan? WiresharkRtt, bool Ambiguous);
