using System.Data.Common;
using Dapper;
using Npgsql;

namespace LoadProbe.Controller.Tests;

/// <summary>A store on a PostgreSQL whose certificate is by an authority of the test: who is believed, and who is not.</summary>
public sealed class StoreTlsTests(TlsPostgres postgres) : IClassFixture<TlsPostgres>
{
    [Theory]
    [InlineData("127.0.0.1", "", true)]
    [InlineData("127.0.0.1", "?sslmode=disable", false)]
    [InlineData("127.0.0.1", "?sslmode=prefer", true)]
    [InlineData("127.0.0.1", "?sslmode=require", true)]
    [InlineData("127.0.0.1", "?sslmode=verify-ca&sslrootcert={0}/ours.pem", true)]
    [InlineData("localhost", "?sslmode=verify-ca&sslrootcert={0}/ours.pem", true)]
    [InlineData("127.0.0.1", "?sslmode=verify-full&sslrootcert={0}/ours.pem", true)]
    public async Task Over_TLS_as_the_address_says(string host, string settings, bool overTls)
    {
        await using IStore store = await Address(host, settings).OpenAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(await store.RunsAsync(1, TestContext.Current.CancellationToken));

        await using var look = new NpgsqlConnection($"{postgres.Server.Connection(postgres.Database)};SSL Mode=Disable;Pooling=false;Application Name=look");
        Assert.Equal([overTls], (await look.QueryAsync<bool>("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'loadprobe'")).ToArray());
    }

    [Theory]
    [InlineData("127.0.0.1", "?sslmode=verify-ca&sslrootcert={0}/others.pem")]
    [InlineData("127.0.0.1", "?sslmode=verify-full&sslrootcert={0}/others.pem")]
    // The system believes neither.
    [InlineData("127.0.0.1", "?sslmode=verify-full")]
    // It is for 127.0.0.1 only.
    [InlineData("localhost", "?sslmode=verify-full&sslrootcert={0}/ours.pem")]
    public async Task Whoever_cannot_prove_that_it_is_the_server_is_none(string host, string settings)
    {
        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => Address(host, settings).OpenAsync(TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains("certificate", refused.GetBaseException().Message);
    }

    [Theory]
    [InlineData("require")]
    [InlineData("verify-full")]
    public async Task A_server_without_TLS_is_refused_where_it_must_be(string mode)
    {
        await using PostgresServer plain = await PostgresServer.StartAsync();
        StoreAddress address = Parse($"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@127.0.0.1:{plain.Port}/{await plain.CreateDatabaseAsync()}?sslmode={mode}");

        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => address.OpenAsync(TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("SSL", refused.Message);
    }

    private static StoreAddress Parse(string text)
    {
        StoreAddress? address = StoreAddress.Parse(text, new Vault(), out string? fault);
        Assert.Null(fault);
        return address!;
    }

    private StoreAddress Address(string host, string settings) => Parse($"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@{host}:{postgres.Server.Port}/{postgres.Database}{settings.Replace("{0}", postgres.Folder)}");

    private sealed class Vault : ISecretStore
    {
        public string? Read(SecretReference reference) => reference.Name == "STORE_PASSWORD" ? PostgresServer.Password : null;
    }
}
