namespace LoadProbe.Core;

/// <summary>The record types that can be asked for, by their number (IANA DNS parameters).</summary>
public enum DnsRecordType : ushort
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Ds = 43,
    Dnskey = 48,
    Tlsa = 52,
    Caa = 257,
}
