using LoadProbe.Controller;
using LoadProbe.Definitions;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>A controller that is being served.</summary>
internal sealed class Served(WebApplication app, AppliedDefinitions definitions, SentFiles sent, TemporaryFolder folder) : IAsyncDisposable
{
    public string Address => Web.Address(app);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await definitions.DisposeAsync();
        sent.Dispose();
        folder.Dispose();
    }
}
