namespace LoadProbe.Core;

/// <summary>The record types that can be asked for, by their number (IANA DNS parameters).</summary>
public enum DnsRecordType : ushort
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
}
