using System.Buffers.Binary;
using System.Net.Security;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>Reads what is needed of ClientHello and ServerHello (RFC 8446 §4.1). Anything odd gives null.</summary>
internal static class TlsHello
{
    private const int Ssl3 = 0x0300, Tls13 = 0x0304, ServerNameExtension = 0, Alpn = 16, PreSharedKey = 41, SupportedVersions = 43, MostProtocols = 16;

    // SHA-256 of "HelloRetryRequest", RFC 8446 §4.1.3.
    private static ReadOnlySpan<byte> RetryRandom => [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C];

    public static bool IsRetry(ReadOnlySpan<byte> serverHello) => serverHello.Length >= 34 && serverHello[2..34].SequenceEqual(RetryRandom);

    /// <summary>Handshake messages that are sent in the clear (RFC 8446 §4, RFC 5246 §7.4); null for others.</summary>
    public static string? Message(byte type) => type switch
    {
        1 => "ClientHello", 2 => "ServerHello", 4 => "NewSessionTicket", 11 => "Certificate", 12 => "ServerKeyExchange", 13 => "CertificateRequest",
        14 => "ServerHelloDone", 15 => "CertificateVerify", 16 => "ClientKeyExchange", 22 => "CertificateStatus",
        _ => null,
    };

    /// <summary>The negotiated version as a number; 0 when it cannot be read.</summary>
    public static int Version(ReadOnlySpan<byte> serverHello)
    {
        if (serverHello.Length < 34) return 0;
        int legacy = BinaryPrimitives.ReadUInt16BigEndian(serverHello);
        ReadOnlySpan<byte> version = Extension(ServerExtensions(serverHello), SupportedVersions);
        if (version.Length == 2) return BinaryPrimitives.ReadUInt16BigEndian(version);
        return legacy;
    }

    public static bool Is13(int version) => version >= Tls13;

    public static string? Name(int version) => version switch
    {
        0 => null,
        Ssl3 => "SSL 3.0",
        > Ssl3 and <= Tls13 => $"TLS 1.{version - Ssl3 - 1}",
        // Drafts of TLS 1.3 are numbered 0x7F00 and up.
        >= 0x7F00 and <= 0x7FFF => "TLS 1.3",
        _ => $"0x{version:X4}",
    };

    public static string? ServerName(ReadOnlySpan<byte> clientHello)
    {
        ReadOnlySpan<byte> names = Extension(ClientExtensions(clientHello), ServerNameExtension);
        if (names.Length < 5 || names[2] != 0) return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(names[3..]);
        return length <= names.Length - 5 && length > 0 ? Encoding.Latin1.GetString(names.Slice(5, length)) : null;
    }

    /// <summary>The name of the cipher suite a ServerHello chose.</summary>
    public static string? Cipher(ReadOnlySpan<byte> serverHello)
    {
        if (serverHello.Length < 34) return null;
        ReadOnlySpan<byte> rest = serverHello[34..];
        if (!Skip(ref rest, 1) || rest.Length < 2) return null;
        var suite = (TlsCipherSuite)BinaryPrimitives.ReadUInt16BigEndian(rest);
        return Enum.GetName(suite) ?? $"0x{(int)suite:X4}";
    }

    /// <summary>A ServerHello of TLS 1.3 that takes up an earlier session.</summary>
    public static bool TakesUpSession(ReadOnlySpan<byte> serverHello) => Extension(ServerExtensions(serverHello), PreSharedKey).Length == 2;

    /// <summary>What a ClientHello offers (RFC 7301), in its order.</summary>
    public static string[] OfferedProtocols(ReadOnlySpan<byte> clientHello) => Protocols(Extension(ClientExtensions(clientHello), Alpn));

    /// <summary>What a ServerHello before TLS 1.3 chose.</summary>
    public static string? Protocol(ReadOnlySpan<byte> serverHello) => Protocols(Extension(ServerExtensions(serverHello), Alpn)) is [string one] ? one : null;

    private static string[] Protocols(ReadOnlySpan<byte> extension)
    {
        List<string> names = [];
        // After the list's own length.
        for (int at = 2; at < extension.Length && names.Count < MostProtocols; at += 1 + extension[at])
        {
            int length = extension[at];
            if (length == 0 || length > extension.Length - at - 1) break;
            names.Add(Encoding.Latin1.GetString(extension.Slice(at + 1, length)));
        }
        return [.. names];
    }

    private static ReadOnlySpan<byte> ClientExtensions(ReadOnlySpan<byte> hello)
    {
        if (hello.Length < 34) return default;
        ReadOnlySpan<byte> rest = hello[34..];
        // Session id, cipher suites, compression methods.
        return Skip(ref rest, 1) && Skip(ref rest, 2) && Skip(ref rest, 1) ? rest : default;
    }

    private static ReadOnlySpan<byte> ServerExtensions(ReadOnlySpan<byte> hello)
    {
        if (hello.Length < 34) return default;
        ReadOnlySpan<byte> rest = hello[34..];
        // Session id, cipher suite, compression method.
        return Skip(ref rest, 1) && rest.Length >= 3 ? rest[3..] : default;
    }

    private static ReadOnlySpan<byte> Extension(ReadOnlySpan<byte> extensions, int wanted)
    {
        if (extensions.Length < 2) return default;
        extensions = extensions[2..];
        while (extensions.Length >= 4)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(extensions), length = BinaryPrimitives.ReadUInt16BigEndian(extensions[2..]);
            if (length > extensions.Length - 4) return default;
            if (type == wanted) return extensions.Slice(4, length);
            extensions = extensions[(4 + length)..];
        }
        return default;
    }

    /// <summary>Skips a vector with a length of so many bytes.</summary>
    private static bool Skip(ref ReadOnlySpan<byte> bytes, int lengthBytes)
    {
        if (bytes.Length < lengthBytes) return false;
        int length = lengthBytes == 1 ? bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length < lengthBytes + length) return false;
        bytes = bytes[(lengthBytes + length)..];
        return true;
    }
}
