using System.Security.Cryptography.X509Certificates;
using LoadProbe.Agent;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>Serves an agent: where, with which certificate, and to whoever shows which token.</summary>
internal sealed record AgentServing(Uri Address, X509Certificate2Collection? Chain, string? Token)
{
    /// <summary>Whether anybody but this machine may ask without a token.</summary>
    public bool IsOpen => Token is null && !Address.IsLoopback;

    /// <summary>Serves until it is disposed.</summary>
    public async Task<WebApplication> StartAsync(Action<WebApplication> map, CancellationToken stop)
    {
        WebApplication app = await Web.StartAsync(Address, _ => { }, a =>
        {
            if (Token is not null) a.UseToken(Token);
            map(a);
        }, stop, Chain);
        await Console.Error.WriteLineAsync($"listening on {Web.Address(app)}");
        return app;
    }
}
