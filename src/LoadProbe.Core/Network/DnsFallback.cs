namespace LoadProbe.Core;

/// <summary>A question asked again over TCP, as its answer did not fit in a datagram (RFC 7766 §5).</summary>
/// <param name="LookupTime">First query over UDP to the last byte of the answer over TCP; null when none was seen.</param>
/// <param name="ResponseCode">That answer's; null when none was seen.</param>
public sealed record DnsFallback(TimeSpan? LookupTime, int? ResponseCode);
