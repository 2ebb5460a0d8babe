namespace LoadProbe.Probing;

/// <summary>The prober grpc: asks gRPC's health service how the server, or a service of it, is.</summary>
internal static class BlackboxGrpc
{
    private static readonly string[] Known = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxGrpcProbe grpc = call.Module.Grpc;
        Tell(call, "resolve", TimeSpan.Zero);
        Secure(call, false);
        Ended(call, GrpcStatus.Ok);
        call.Figures.Set("probe_ssl_earliest_cert_expiry", BlackboxTlsFigures.EarliestHelp, 0);
        if (!Endpoint.TryParse(Authority(call.Target), grpc.UsesTls ? 443 : 80, out Endpoint target)) return call.Fail($"\"{call.Target}\" is no host, and no host:port");
        using BlackboxTlsClient? tls = BlackboxTlsClient.Create(call, grpc.Tls, seen => BlackboxTlsFigures.SetOfGrpc(call.Figures, seen));
        if (tls is null) return false;
        if (await BlackboxLookup.FindAsync(call, target.Host, target.Port, grpc.Ip, token).ConfigureAwait(false) is not { } found) return false;
        Tell(call, "resolve", found.Took);

        long start = call.Time.GetTimestamp();
        var check = new BlackboxGrpcCheck(call, tls, target, found.Address);
        try
        {
            await check.RunAsync(token).ConfigureAwait(false);
        }
        finally
        {
            Tell(call, "check", call.Time.GetElapsedTime(start));
            foreach (string known in Known) Serving(call, known, 0);
            if (check.Serving is { } serving) Serving(call, serving < (ulong)Known.Length ? Known[serving] : $"{(int)serving}", 1);
            Secure(call, check.Status == GrpcStatus.Ok && grpc.UsesTls);
            Ended(call, check.Status);
        }

        call.Log.Say($"The check ended with {check.Status.Word()}{(check.Serving is { } said ? $", serving status {said}" : "")}");
        return check.Serving == 1 || call.Fail(check.Why.Length > 0 ? check.Why : "The service is not serving");
    }

    // What comes after the host and port means nothing to gRPC.
    private static string Authority(string target)
    {
        int start = target.StartsWith("http://", StringComparison.Ordinal) ? 7 : target.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;
        int end = target.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? target[start..] : target.Substring(start, end);
    }

    private static void Tell(BlackboxCall call, string phase, TimeSpan took) => call.Figures.Set("probe_grpc_duration_seconds", "Duration of gRPC request by phase", took.TotalSeconds, ("phase", phase));

    private static void Serving(BlackboxCall call, string status, double value) => call.Figures.Set("probe_grpc_healthcheck_response", "Response HealthCheck response", value, ("serving_status", status));

    private static void Secure(BlackboxCall call, bool isSecure) => call.Figures.Set("probe_grpc_ssl", "Indicates if SSL was used for the connection", isSecure ? 1 : 0);

    private static void Ended(BlackboxCall call, GrpcStatus status) => call.Figures.Set("probe_grpc_status_code", "Response gRPC status code", (int)status);
}
