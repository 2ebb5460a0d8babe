using System.Buffers.Binary;
using System.Globalization;

namespace LoadProbe.Probing;

/// <summary>
/// One call by gRPC over the customer's HTTP/2 connection: a message there, messages and a status back. How far it came
/// is noted as it goes.
/// </summary>
internal sealed class GrpcCall(HttpConnections connections, TimeProvider time)
{
    private const int PrefixSize = 5;
    private const int Stretch = 64;

    private FramedMessage? _sent;

    /// <summary>When the message began to be written; 0 = not yet.</summary>
    public long SendStart => _sent?.Start ?? 0;

    /// <summary>When all of it was written; 0 = not yet.</summary>
    public long SendEnd => _sent?.End ?? 0;

    /// <summary>When the answer began; 0 = not yet.</summary>
    public long Answered { get; private set; }

    /// <summary>Null = it did not end with one, or was left before.</summary>
    public GrpcStatus? Status { get; private set; }

    public string StatusMessage { get; private set; } = "";

    /// <param name="url">Of the method.</param>
    /// <param name="message">On the wire.</param>
    /// <param name="metadata">Names and values.</param>
    /// <param name="allowed">The deadline that the target is told.</param>
    /// <param name="take">Gets each message; false = it was the last that is wanted.</param>
    /// <param name="token">Ends it.</param>
    public async Task<Fault?> RunAsync(Uri url, byte[] message, IEnumerable<(string Name, string Value)> metadata, TimeSpan allowed, Func<byte[], bool> take, CancellationToken token)
    {
        _sent = new FramedMessage(message, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = _sent };
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-timeout", Timeout(allowed));
        foreach ((string name, string value) in metadata) request.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", RequestForm.UserAgent);

        using HttpResponseMessage response = await connections.SendAsync(request, token).ConfigureAwait(false);
        Answered = time.GetTimestamp();
        connections.Hear(response);
        if ((int)response.StatusCode != 200) return new Fault(Outcome.StatusMismatch, $"HTTP status {(int)response.StatusCode}, expected 200 of a call by gRPC");
        string type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)) return new Fault(Outcome.ProtocolError, $"the answer is {(type.Length == 0 ? "of no type" : $"\"{type}\"")}, not application/grpc");
        Stream stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        byte[] prefix = new byte[PrefixSize];
        long taken = 0;
        while (await stream.ReadAtLeastAsync(prefix, PrefixSize, throwOnEndOfStream: false, token).ConfigureAwait(false) is > 0 and int got)
        {
            if (got < PrefixSize) return new Fault(Outcome.ProtocolError, "the answer ends within the length of a message");
            if (prefix[0] != 0) return new Fault(Outcome.ProtocolError, "a message is compressed, and none was asked to be");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
            if (length > AnswerBuffer.KeepAtMost) return new Fault(Outcome.TooLarge, $"a message of {length} bytes is longer than {AnswerBuffer.KeepAtMost >> 20} MB");
            byte[] body = new byte[length];
            if (await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, token).ConfigureAwait(false) < body.Length) return new Fault(Outcome.ProtocolError, "the answer ends within a message");
            if (!take(body)) return null;
            token.ThrowIfCancellationRequested();
            // A target that never stops talking must not keep the others waiting on this thread.
            if (++taken % Stretch == 0) await Task.Yield();
        }

        return End(response);
    }

    private Fault? End(HttpResponseMessage response)
    {
        // A call that gives no message has its status among the headers.
        if (Trailer(response, "grpc-status") is not { } status) return new Fault(Outcome.ProtocolError, "the answer ended without a grpc-status");
        if (!byte.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) return new Fault(Outcome.ProtocolError, $"grpc-status is \"{status}\", not a number");
        // What a client does not know is unknown to it.
        Status = Enum.IsDefined((GrpcStatus)number) ? (GrpcStatus)number : GrpcStatus.Unknown;
        StatusMessage = Uri.UnescapeDataString(Trailer(response, "grpc-message") ?? "");
        return null;
    }

    private static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values) ? values.First() : null;

    // At most eight digits and a unit.
    private static string Timeout(TimeSpan allowed) => allowed < TimeSpan.FromSeconds(90)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)allowed.TotalMicroseconds)}u")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Min(allowed.TotalMilliseconds, 99_999_999)}m");
}
