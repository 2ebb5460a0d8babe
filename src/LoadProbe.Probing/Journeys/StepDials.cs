namespace LoadProbe.Probing;

/// <summary>The steps of a journey that are no HTTP requests, each by the dial of its kind.</summary>
internal sealed class StepDials(Target target, HttpConnections connections, TimeProvider time, bool withTcpInfo, ProgramFolders programs)
{
    private readonly SocketDial _sockets = new(target, connections.Connector, time);
    private readonly DnsDial _dns = new(connections, time);
    private readonly UdpDial _udp = new(target, connections.Connector, time);
    private readonly IcmpDial _icmp = new(target, connections.Connector, time);
    private readonly PathDial _path = new(target, connections.Connector, time);
    private readonly WebSocketDial _webSockets = new(target, connections, withTcpInfo, time);
    private readonly GrpcDial _grpc = new(target, connections, withTcpInfo, time);
    private readonly SqlDial _sql = new(target, connections.Connector, time);
    private readonly ProgramDial _programs = new(programs, time);

    /// <summary>Never throws for what the target does.</summary>
    public Task<StepResult> RunAsync(Step step, CookieJar? cookies, Variables variables, TimeSpan allowed, CancellationToken token) => step switch
    {
        TcpStep s => _sockets.RunAsync(s, variables, allowed, token),
        TlsStep s => _sockets.RunAsync(s, variables, allowed, token),
        DnsStep s => _dns.RunAsync(s, variables, allowed, token),
        UdpStep s => _udp.RunAsync(s, variables, allowed, token),
        IcmpStep s => _icmp.RunAsync(s, variables, allowed, token),
        PathStep s => _path.RunAsync(s, variables, allowed, token),
        WebSocketStep s => _webSockets.RunAsync(s, cookies, variables, allowed, token),
        GrpcStep s => _grpc.RunAsync(s, variables, allowed, token),
        SqlStep s => _sql.RunAsync(s, variables, allowed, token),
        ProgramStep s => _programs.RunAsync(s, variables, allowed, token),
        _ => throw new InvalidOperationException($"step {step.Name} is a browser's"),
    };
}
