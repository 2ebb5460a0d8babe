namespace LoadProbe.Capture;

/// <summary>Link-layer header types as numbered by the pcap formats (LINKTYPE_…). Others are counted and not parsed.</summary>
internal static class LinkType
{
    public const int Null = 0, Ethernet = 1, Ppp = 9, RawOld = 12, RawBsd = 14, PppHdlc = 50, Raw = 101, Loop = 108, LinuxSll = 113, IPv4 = 228, IPv6 = 229, LinuxSll2 = 276;
}
