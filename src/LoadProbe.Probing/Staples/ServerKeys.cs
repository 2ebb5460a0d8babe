using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>The key under which a server of TLS 1.3 sends its certificate (RFC 8446, section 7), and the records under it (section 5.2).</summary>
internal sealed class ServerKeys : IDisposable
{
    private const int Tag = 16;

    private readonly AesGcm _key;
    private readonly byte[] _start;
    private ulong _number;

    /// <param name="own">Our key.</param>
    /// <param name="hello">What the server chose.</param>
    /// <param name="transcript">Both hellos, as they went over the wire.</param>
    /// <exception cref="InvalidDataException">It chose what was not offered.</exception>
    /// <exception cref="CryptographicException">Its key is none.</exception>
    public ServerKeys(ECDiffieHellman own, ServerHello hello, ReadOnlySpan<byte> transcript)
    {
        if (hello.Point is not { Length: 65 } point || point[0] != 4) throw new InvalidDataException("the server sent no key of P-256");
        (HashAlgorithmName hash, int length) = hello.Suite switch
        {
            HelloBytes.Aes128 => (HashAlgorithmName.SHA256, 16),
            HelloBytes.Aes256 => (HashAlgorithmName.SHA384, 32),
            _ => throw new InvalidDataException($"the server chose the cipher suite {hello.Suite:x4}, which was not offered with TLS 1.3"),
        };
        using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        byte[] zeros = new byte[hash == HashAlgorithmName.SHA384 ? 48 : 32];
        byte[] early = HKDF.Extract(hash, zeros, zeros);
        byte[] handshake = HKDF.Extract(hash, own.DeriveRawSecretAgreement(other.PublicKey), Expand(hash, early, "derived", Hash(hash, []), zeros.Length));
        byte[] server = Expand(hash, handshake, "s hs traffic", Hash(hash, transcript), zeros.Length);
        _key = new AesGcm(Expand(hash, server, "key", [], length), Tag);
        _start = Expand(hash, server, "iv", [], 12);
    }

    /// <summary>The content of a record, and its type. Records come in order.</summary>
    /// <exception cref="CryptographicException">It is not under this key.</exception>
    public (byte Type, byte[] Content) Open(ReadOnlySpan<byte> header, ReadOnlySpan<byte> record)
    {
        if (record.Length <= Tag) throw new InvalidDataException("a record is too short for its seal");
        byte[] nonce = [.. _start];
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, _number++);
        for (int i = 0; i < number.Length; i++) nonce[4 + i] ^= number[i];
        byte[] plain = new byte[record.Length - Tag];
        _key.Decrypt(nonce, record[..^Tag], record[^Tag..], plain, header);
        int end = plain.AsSpan().LastIndexOfAnyExcept((byte)0);
        return end < 0 ? throw new InvalidDataException("a record is nothing but padding") : (plain[end], plain[..end]);
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Expand(HashAlgorithmName hash, byte[] secret, string label, ReadOnlySpan<byte> context, int length)
    {
        byte[] name = Encoding.ASCII.GetBytes($"tls13 {label}");
        return HKDF.Expand(hash, secret, length, [(byte)(length >> 8), (byte)length, (byte)name.Length, .. name, (byte)context.Length, .. context]);
    }

    private static byte[] Hash(HashAlgorithmName hash, ReadOnlySpan<byte> bytes) => hash == HashAlgorithmName.SHA384 ? SHA384.HashData(bytes) : SHA256.HashData(bytes);
}
