using System.Net.Security;
using Npgsql;
using NpgsqlTypes;

namespace LoadProbe.Probing;

/// <summary>One question to a database over one connection: how far it came, and when, is noted as it goes.</summary>
internal sealed class SqlSession(SqlStep step, Endpoint at, Connector connector, Variables variables, Deadline deadline, TimeProvider time)
{
    private const string ApplicationName = "loadprobe";

    // PostgreSQL, 55.7: SSLRequest.
    private static readonly byte[] MayWeEncrypt = [0, 0, 0, 8, 4, 210, 22, 47];

    // What the step says is made out before anything is asked: a lack of it is not the database's fault.
    private readonly (string Database, string User, string? Password) _login = (step.Database.Resolve(variables), step.User.Resolve(variables), step.Password?.Resolve(variables));
    private readonly string[] _values = [.. step.Query.Parts.Where(p => p.Kind != TemplatePartKind.Text).Select(p => p.Kind == TemplatePartKind.Variable ? variables[p.Value] : variables.Secret(new SecretReference(p.Kind, p.Value)))];

    private readonly long _start = time.GetTimestamp();
    private SqlLine? _line;
    private long _asked;
    private long _answered;

    public ConnectionMeter Meter { get; } = new(new RequestClock(time), time);

    public TcpInfo? Tcp { get; private set; }

    public DialStage Stage => _answered != 0 ? DialStage.Receive : _asked != 0 ? DialStage.Wait : Meter.Ready != 0 ? DialStage.Connect : Meter.Stage;

    /// <summary>All of the time that it had has gone.</summary>
    public bool IsLate => time.GetElapsedTime(_start) >= deadline.Allowed;

    /// <summary>What broke the connection; null when it was not broken.</summary>
    public Exception? Broken => _line?.Broken;

    /// <summary>Why the answer is more than is kept of one; null when it is not.</summary>
    public string? TooLong { get; private set; }

    /// <summary>The database wants a password, and the step has none.</summary>
    public bool LacksPassword { get; private set; }

    /// <summary>Asks, and gives the answer as a document, with the time at which all of it was there.</summary>
    public async Task<(ReadOnlyMemory<byte> Json, long End)> AskAsync()
    {
        await using SqlLine line = _line = await SqlLine.OverAsync(await ReachAsync().ConfigureAwait(false), at, deadline.Token).ConfigureAwait(false);
        await using NpgsqlDataSource source = Source(line);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
        bool writes = step.Effect != StepEffect.Read;
        await RunAsync(connection, $"BEGIN TRANSACTION {(writes ? "READ WRITE" : "READ ONLY")}; SET LOCAL statement_timeout = {Left()}").ConfigureAwait(false);
        await using NpgsqlCommand command = Statement(connection);
        _asked = time.GetTimestamp();
        var rows = new SqlRows();
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, CancellationToken.None).ConfigureAwait(false))
        {
            _answered = time.GetTimestamp();
            TooLong = await rows.ReadAsync(reader).ConfigureAwait(false);
            // The reader reads the rest before it lets go, if there is a rest.
            if (TooLong is not null) line.Cut();
        }

        if (writes && TooLong is null) await RunAsync(connection, "COMMIT").ConfigureAwait(false);
        Tcp = Meter.ReadTcpInfo();
        return (rows.Json(), time.GetTimestamp());
    }

    /// <summary>Where the time went until <paramref name="end"/>: what opens the session, TLS aside, is all connecting.</summary>
    public Phases Phases(long end)
    {
        Phases made = Meter.Made(end);
        if (Meter.Ready == 0) return made;
        made = made with { Connect = made.Connect + time.GetElapsedTime(Meter.Ready, _asked == 0 ? end : _asked) };
        if (_asked == 0) return made;
        return made with
        {
            Wait = time.GetElapsedTime(_asked, _answered == 0 ? end : _answered),
            Receive = _answered == 0 ? null : time.GetElapsedTime(_answered, end),
        };
    }

    private async Task<Stream> ReachAsync()
    {
        MeasuredStream stream = await connector.ConnectAsync(at.Host, at.Port, Meter, clocked: false, deadline.Token).ConfigureAwait(false);
        if (!step.Tls) return stream;
        byte[] answer = new byte[1];
        try
        {
            await stream.WriteAsync(MayWeEncrypt, deadline.Token).ConfigureAwait(false);
            // Not a byte more: what comes in the clear is not to be taken for what came over TLS.
            if (await stream.ReadAsync(answer, deadline.Token).ConfigureAwait(false) == 0) throw new DialException(Outcome.ConnectionClosed, $"the connection to {at} was closed before there was a session");
            if (answer[0] == (byte)'N') throw new DialException(Outcome.TlsFailed, $"{at} does not speak TLS: say tls: false if it may be asked in the clear");
            if (answer[0] != (byte)'S') throw new DialException(Outcome.ProtocolError, $"what answers at {at} is no PostgreSQL");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return await connector.SecureAsync(stream, Meter, at.Host, (List<SslApplicationProtocol>?)null, deadline.Token).ConfigureAwait(false);
    }

    // Whatever is not said here the driver would take from this machine's environment and files.
    private NpgsqlDataSource Source(SqlLine line)
    {
        var builder = new NpgsqlSlimDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                Host = line.Host,
                Port = SqlLine.Port,
                Database = _login.Database,
                Username = _login.User,
                ApplicationName = ApplicationName,
                ClientEncoding = "UTF8",
                Timezone = "UTC",
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
                // What the password is bound to is TLS, which the driver knows nothing of.
                ChannelBinding = ChannelBinding.Disable,
                Pooling = false,
                // The deadline cuts the line, and the database has been told when to stop.
                Timeout = 0,
                CommandTimeout = 0,
            },
        };
        // All comes as text: what types a database has need not be asked.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        builder.UsePasswordProvider(_ => Password(), (_, _) => ValueTask.FromResult(Password()));
        return builder.Build();
    }

    private string Password()
    {
        LacksPassword = _login.Password is null;
        return _login.Password ?? "";
    }

    private NpgsqlCommand Statement(NpgsqlConnection connection)
    {
        var text = new System.Text.StringBuilder();
        var command = new NpgsqlCommand { Connection = connection, AllResultTypesAreUnknown = true };
        foreach (TemplatePart part in step.Query.Parts)
        {
            if (part.Kind == TemplatePartKind.Text)
            {
                text.Append(part.Value);
                continue;
            }

            command.Parameters.Add(new NpgsqlParameter { Value = _values[command.Parameters.Count], NpgsqlDbType = NpgsqlDbType.Unknown });
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" ${command.Parameters.Count} ");
        }

        // Without a value the driver would take the text apart at each semicolon, and run what is behind it after the transaction.
        if (command.Parameters.Count == 0) command.Parameters.Add(new NpgsqlParameter { Value = "", NpgsqlDbType = NpgsqlDbType.Text });
        command.CommandText = text.ToString();
        return command;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statements)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // In milliseconds; 0 would be without end.
    private long Left() => Math.Max(1, (long)Math.Ceiling((deadline.Allowed - time.GetElapsedTime(_start)).TotalMilliseconds));
}
