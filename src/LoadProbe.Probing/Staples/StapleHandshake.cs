using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>
/// The first half of a TLS handshake, as far as the server's certificate and what is stapled to it: of TLS 1.2 in the clear, of
/// 1.3 under the keys of the handshake. It proves nothing of the server, and is then left: trust is for the connection beside it.
/// </summary>
internal static class StapleHandshake
{
    private const byte HelloType = 2, CertificateType = 11, RequestType = 13, StatusType = 22, EncryptedType = 8;

    /// <param name="stream">A new connection.</param>
    /// <param name="serverName">Null = none is asked for, as with an address.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="InvalidDataException">The server does not keep to TLS, or does not want to.</exception>
    /// <exception cref="CryptographicException">Nor does it keep to its keys.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<StapledChain> AskAsync(Stream stream, string? serverName, CancellationToken token)
    {
        using ECDiffieHellman own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = own.ExportParameters(includePrivateParameters: false).Q;
        byte[] hello = HelloBytes.Message(serverName, [4, .. point.X!, .. point.Y!]);
        byte[] record = [22, 3, 1, 0, 0, .. hello];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)hello.Length);
        await stream.WriteAsync(record, token).ConfigureAwait(false);

        var messages = new ServerMessages(stream);
        byte[] answer = await messages.NextAsync(token).ConfigureAwait(false);
        ServerHello chosen = ServerHello.Read(Body(answer, HelloType));
        if (!chosen.IsTls13) return await InTheClearAsync(messages, token).ConfigureAwait(false);
        using var keys = new ServerKeys(own, chosen, [.. hello, .. answer]);
        messages.Keys = keys;
        Body(await messages.NextAsync(token).ConfigureAwait(false), EncryptedType);
        byte[] next = await messages.NextAsync(token).ConfigureAwait(false);
        if (next[0] == RequestType) next = await messages.NextAsync(token).ConfigureAwait(false);
        return StapledChain.Of13(Body(next, CertificateType));
    }

    private static async Task<StapledChain> InTheClearAsync(ServerMessages messages, CancellationToken token)
    {
        StapledChain chain = StapledChain.Of12(Body(await messages.NextAsync(token).ConfigureAwait(false), CertificateType));
        // Something always follows: the status, or what comes after it.
        byte[] next = await messages.NextAsync(token).ConfigureAwait(false);
        return next[0] == StatusType ? chain with { Response = StapledChain.Status(next.AsSpan(4)) } : chain;
    }

    private static ReadOnlySpan<byte> Body(byte[] message, byte type) =>
        message[0] == type ? message.AsSpan(4) : throw new InvalidDataException($"a message of type {message[0]} came where one of type {type} was expected");
}
