using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>A probe's result as <c>once --json</c> prints it, the API gives it and the store keeps it.</summary>
public static class ResultJson
{
    public static string Text(ProbeResult result, bool indented = false) => JsonWriting.Text(json => Write(json, result), indented);

    public static void Write(Utf8JsonWriter json, ProbeResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Id);
        json.WriteString("probe", result.Probe);
        json.WriteString("target", result.Target);
        json.WriteString("agent", result.Agent);
        json.WriteString("verdict", result.Verdict.ToString().ToLowerInvariant());
        json.WriteString("outcome", result.Journey.Outcome.Word());
        json.WriteOptional("detail", result.Journey.Detail);
        json.WriteString("started", result.Journey.Started.Rfc3339());
        json.WriteSeconds("duration_seconds", result.Journey.Duration);
        json.WriteNumber("attempts", result.Attempts);
        if (result.Earlier.Count > 0) Write(json, result.Earlier);
        json.WriteSeconds("lateness_seconds", result.Lateness);
        json.WriteStartArray("steps");
        foreach (StepResult step in result.Journey.Steps) Write(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<EarlierAttempt> earlier)
    {
        json.WriteStartArray("earlier");
        foreach (EarlierAttempt attempt in earlier)
        {
            json.WriteStartObject();
            json.WriteString("started", attempt.Started.Rfc3339());
            json.WriteSeconds("duration_seconds", attempt.Duration);
            json.WriteString("outcome", attempt.Outcome.Word());
            json.WriteOptional("detail", attempt.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StepResult step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Name);
        json.WriteString("kind", step.Kind.ToString().ToLowerInvariant());
        json.WriteString("effect", step.Effect.Word());
        json.WriteString("outcome", step.Outcome.Word());
        json.WriteOptional("detail", step.Detail);
        json.WriteString("started", step.Started.Rfc3339());
        json.WriteSeconds("duration_seconds", step.Duration);
        Write(json, step.Phases, step.Duration);
        json.WriteOptional("status", step.Status);
        json.WriteOptional("http_version", step.HttpVersion);
        if (step.Redirects.Count > 0) Write(json, step.Redirects);
        json.WriteOptional("remote_address", step.Remote?.ToString());
        json.WriteOptional("bytes_sent", step.BytesSent);
        json.WriteOptional("bytes_received", step.BytesReceived);
        if (step.Answers.Count > 0) json.WriteStrings("answers", step.Answers);
        if (step.Tls is { } tls) Write(json, tls);
        if (step.Ping is { } ping) Write(json, ping);
        if (step.Path is { } path) PathJson.Write(json, path);
        if (step.Program is { } program) Write(json, program);
        if (step.Page is { } page) Write(json, page);
        if (step.Packets is { } packets) Write(json, packets);
        json.WriteStrings("artifacts", step.Artifacts);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Phases phases, TimeSpan duration)
    {
        json.WriteStartObject("phases");
        foreach ((string name, TimeSpan? time) in phases.Named(duration)) json.WriteSeconds(name, time);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Redirect> redirects)
    {
        json.WriteStartArray("redirects");
        foreach (Redirect redirect in redirects)
        {
            json.WriteStartObject();
            json.WriteNumber("status", redirect.Status);
            json.WriteString("url", redirect.Url);
            json.WriteString("location", redirect.Location);
            json.WriteSeconds("duration_seconds", redirect.Duration);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TlsSession tls)
    {
        json.WriteStartObject("tls");
        json.WriteOptional("version", tls.Version);
        json.WriteOptional("cipher", tls.Cipher);
        json.WriteOptional("alpn", tls.Protocol);
        json.WriteStrings("faults", tls.Faults);
        json.WriteStartArray("chain");
        foreach (Certificate certificate in tls.Chain)
        {
            json.WriteStartObject();
            json.WriteString("subject", certificate.Subject);
            json.WriteString("issuer", certificate.Issuer);
            json.WriteString("not_before", certificate.NotBefore.Rfc3339());
            json.WriteString("not_after", certificate.NotAfter.Rfc3339());
            json.WriteString("fingerprint_sha256", certificate.Fingerprint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (tls.Staple is { } staple) Write(json, staple);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Staple staple)
    {
        json.WriteStartObject("staple");
        json.WriteString("status", staple.Status.ToString().ToLowerInvariant());
        json.WriteOptional("detail", staple.Detail);
        if (staple.ProducedAt is not null)
        {
            json.WriteBoolean("of_certificate", staple.IsOfCertificate);
            json.WriteString("signed_by", staple.Signer.ToString().ToLowerInvariant());
        }

        json.WriteOptional("this_update", staple.ThisUpdate?.Rfc3339());
        json.WriteOptional("next_update", staple.NextUpdate?.Rfc3339());
        json.WriteOptional("produced_at", staple.ProducedAt?.Rfc3339());
        json.WriteOptional("revoked_at", staple.RevokedAt?.Rfc3339());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PingFigures ping)
    {
        json.WriteStartObject("ping");
        json.WriteNumber("sent", ping.Sent);
        json.WriteNumber("received", ping.Received);
        json.WriteNumber("loss_ratio", ping.Loss);
        json.WriteSeconds("min_seconds", ping.Min);
        json.WriteSeconds("mean_seconds", ping.Mean);
        json.WriteSeconds("max_seconds", ping.Max);
        json.WriteSeconds("stddev_seconds", ping.Deviation);
        json.WriteSeconds("jitter_seconds", ping.Jitter);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProgramFigures program)
    {
        json.WriteStartObject("program");
        json.WriteString("stdout", program.Output);
        json.WriteString("stderr", program.Errors);
        json.WriteNumber("stdout_bytes", program.OutputBytes);
        json.WriteNumber("stderr_bytes", program.ErrorBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PageFigures page)
    {
        json.WriteString("url", page.Url);
        json.WriteStartObject("vitals");
        json.WriteSeconds("ttfb", page.Vitals.Ttfb);
        json.WriteSeconds("fcp", page.Vitals.Fcp);
        json.WriteSeconds("lcp", page.Vitals.Lcp);
        if (page.Vitals.Cls is { } cls) json.WriteNumber("cls", cls);
        json.WriteSeconds("inp", page.Vitals.Inp);
        json.WriteSeconds("dom_content_loaded", page.Vitals.DomContentLoaded);
        json.WriteSeconds("load", page.Vitals.Load);
        json.WriteEndObject();
        json.WriteStartArray("elements");
        foreach (PageElement element in page.Elements)
        {
            json.WriteStartObject();
            json.WriteString("url", element.Url);
            json.WriteString("type", element.Type);
            json.WriteString("method", element.Method);
            json.WriteOptional("status", element.Status);
            json.WriteSeconds("start_seconds", element.Start);
            json.WriteSeconds("duration_seconds", element.Duration);
            Write(json, element.Phases, element.Duration);
            json.WriteOptional("bytes", element.Bytes);
            json.WriteOptional("failure", element.Failure);
            if (element.Packets is { } packets) Write(json, packets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (page.Packets is { } sums) Write(json, sums);
        json.WriteStrings("console_errors", page.ConsoleErrors);
    }

    private static void Write(Utf8JsonWriter json, PagePackets page)
    {
        json.WriteStartObject("page_packets");
        json.WriteNumber("joined", page.Joined);
        json.WriteNumber("server_known", page.ServerKnown);
        json.WriteStartObject("not_joined");
        foreach ((string reason, int count) in page.NotJoined) json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteSeconds("lookup_seconds", page.Lookup);
        json.WriteSeconds("network_seconds", page.Network);
        json.WriteSeconds("server_seconds", page.Server);
        json.WriteSeconds("transfer_seconds", page.Transfer);
        json.WriteSeconds("retransmit_delay_seconds", page.RetransmitDelay);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PacketFigures packets)
    {
        json.WriteStartObject("packets");
        json.WriteString("tier", packets.Tier switch { PacketTier.Packets => "packets", PacketTier.TcpInfo => "tcp_info", _ => "none" });
        json.WriteOptional("reason", packets.Reason);
        json.WriteOptional("joined", packets.Joined?.ToString().ToLowerInvariant());
        json.WriteSeconds("network_rtt_seconds", packets.NetworkRtt);
        json.WriteSeconds("server_response_seconds", packets.ServerResponse);
        json.WriteOptional("estimator", packets.Estimator is { } e ? JsonNamingPolicy.KebabCaseLower.ConvertName(e.ToString()) : null);
        json.WriteSeconds("application_response_seconds", packets.ApplicationResponse);
        json.WriteSeconds("send_seconds", packets.Send);
        json.WriteSeconds("transfer_seconds", packets.Transfer);
        json.WriteSides("retransmissions", packets.Retransmissions);
        json.WriteSeconds("retransmit_delay_seconds", packets.RetransmitDelay);
        json.WriteSides("packets", packets.Packets);
        json.WriteSides("bytes", packets.Bytes);
        json.WriteOptional("kernel_drops", packets.KernelDrops);
        json.WriteBoolean("degraded", packets.Degraded);
        json.WriteEndObject();
    }
}
