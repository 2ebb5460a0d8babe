using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using Google.Protobuf;

namespace LoadProbe.Probing;

/// <summary>One call of grpc.health.v1.Health/Check over a connection of its own.</summary>
internal sealed class BlackboxGrpcCheck(BlackboxCall call, BlackboxTlsClient tls, Endpoint target, IPAddress address)
{
    private const int PrefixSize = 5;
    private const int LongestAnswer = 4 << 20;

    private readonly BlackboxGrpcProbe _grpc = call.Module.Grpc;

    /// <summary>How the call ended; until it does so by itself it is late.</summary>
    public GrpcStatus Status { get; private set; } = GrpcStatus.DeadlineExceeded;

    /// <summary>What the service says of itself; null = it said nothing.</summary>
    public ulong? Serving { get; private set; }

    /// <summary>Why there is no good answer.</summary>
    public string Why { get; private set; } = "";

    public async Task RunAsync(CancellationToken token)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, stop) => ConnectAsync(stop), UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        using var invoker = new HttpMessageInvoker(handler);
        using HttpRequestMessage? request = Request();
        if (request is null) return;
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, token).ConfigureAwait(false);
            await ReadAsync(response, token).ConfigureAwait(false);
        }
        catch (HttpIOException e)
        {
            End(GrpcStatus.Internal, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DialException)
        {
            End(GrpcStatus.Unavailable, (e.InnerException ?? e).Message);
        }
    }

    private HttpRequestMessage? Request()
    {
        var question = new byte[CodedOutputStream.ComputeStringSize(_grpc.Service ?? "") + 1];
        using (var output = new CodedOutputStream(question))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(_grpc.Service ?? "");
            output.Flush();
        }

        var request = new HttpRequestMessage(HttpMethod.Post, $"{(_grpc.UsesTls ? "https" : "http")}://{target}/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new FramedMessage(string.IsNullOrEmpty(_grpc.Service) ? [] : question, call.Time),
        };
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("User-Agent", RequestForm.UserAgent);
        request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Clamp(call.Allowed.TotalMilliseconds, 1, 99_999_999)}m"));
        foreach ((string name, IReadOnlyList<BlackboxSecret> values) in _grpc.Metadata)
        {
            foreach (BlackboxSecret value in values)
            {
                if (value.Read(call.Secrets) is { } text && request.Headers.TryAddWithoutValidation(name, text)) continue;
                End(GrpcStatus.Internal, $"the metadata {name} is not to be had, or cannot be sent");
                request.Dispose();
                return null;
            }
        }

        return request;
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken token)
    {
        Stream plain = await BlackboxSockets.ConnectAsync(call, new IPEndPoint(address, target.Port), null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.ConnectFailed, $"no connection to {target}");
        if (!_grpc.UsesTls) return plain;
        return await tls.SecureAsync(call, plain, _grpc.Tls.ServerName ?? target.Host, [SslApplicationProtocol.Http2], null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.TlsFailed, $"no TLS with {target}");
    }

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken token)
    {
        if (response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? early))
        {
            End(early.First(), response.Headers.TryGetValues("grpc-message", out IEnumerable<string>? said) ? said.First() : "");
            return;
        }

        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            End(Of(response.StatusCode), $"no answer by gRPC: HTTP status {(int)response.StatusCode}, {response.Content.Headers.ContentType?.MediaType ?? "of no type"}");
            return;
        }

        Stream stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        byte[] prefix = new byte[PrefixSize];
        ulong? serving = null;
        while (await stream.ReadAtLeastAsync(prefix, PrefixSize, throwOnEndOfStream: false, token).ConfigureAwait(false) == PrefixSize)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
            if (prefix[0] != 0 || length > LongestAnswer)
            {
                End(prefix[0] != 0 ? GrpcStatus.Internal : GrpcStatus.ResourceExhausted, "the message is compressed, or too long");
                return;
            }

            byte[] message = new byte[length];
            await stream.ReadExactlyAsync(message, token).ConfigureAwait(false);
            if ((serving = Read(message)) is not null) continue;
            End(GrpcStatus.Internal, "the message is not a HealthCheckResponse");
            return;
        }

        if (!response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status)) End(GrpcStatus.Internal, "the answer ended without a grpc-status");
        else if (status.First() == "0" && serving is null) End(GrpcStatus.Internal, "OK without a message");
        else
        {
            End(status.First(), response.TrailingHeaders.TryGetValues("grpc-message", out IEnumerable<string>? said) ? said.First() : "");
            if (Status == GrpcStatus.Ok) Serving = serving;
        }
    }

    private static ulong? Read(byte[] message)
    {
        try
        {
            var input = new CodedInputStream(message);
            ulong serving = 0;
            while (input.ReadTag() is not 0 and uint tag)
            {
                if (tag == WireFormat.MakeTag(1, WireFormat.WireType.Varint)) serving = input.ReadUInt64();
                else input.SkipLastField();
            }

            return serving;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // As gRPC's document on HTTP's codes has them.
    private static GrpcStatus Of(HttpStatusCode code) => (int)code switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };

    private void End(string status, string why) =>
        End(byte.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) && Enum.IsDefined((GrpcStatus)number) ? (GrpcStatus)number : GrpcStatus.Unknown, Uri.UnescapeDataString(why));

    private void End(GrpcStatus status, string why) => (Status, Why) = (status, why);
}
