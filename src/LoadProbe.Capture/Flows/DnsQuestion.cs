namespace LoadProbe.Capture;

/// <summary>Of one DNS message.</summary>
internal readonly record struct DnsQuestion(ushort Id, string Name, ushort Type, bool Response, bool Truncated, int Code);
